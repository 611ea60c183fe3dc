import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { simulationRequest } from "../../../../modules/loyalty/simulation-settings"
import { parse } from "../../../../modules/loyalty/validation"
import { simulate } from "../../../../workflows/simulation"
import { wantsLines, writeLines } from "./lines"
import { simulationView } from "./view"

/**
 * What rules and terms would have given for the orders of a period, against what was given. Nothing is written. With `Accept:
 * application/x-ndjson`, lines of JSON: `progress` while it works, and `simulation` at the end, or `error`. It stops when the
 * caller hangs up.
 */
export async function POST(request: MedusaRequest, response: MedusaResponse): Promise<void> {
  const wanted = parse(simulationRequest, request.body)
  const hungUp = new AbortController()
  response.on("close", () => hungUp.abort())
  const running = simulate(request.scope, wanted, hungUp.signal)
  try {
    if (wantsLines(request)) {
      await writeLines(request, response, running, (result) => ({ simulation: simulationView(result) }))
      return
    }
    let step = await running.next()
    while (!step.done) step = await running.next()
    response.json({ simulation: simulationView(step.value) })
  } catch (error) {
    // Nobody is there to be told.
    if (!hungUp.signal.aborted) throw error
  }
}
