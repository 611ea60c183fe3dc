import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { LoyaltyError } from "../../../../modules/loyalty/domain/errors"

const contentType = "application/x-ndjson"

export function wantsLines(request: MedusaRequest): boolean {
  return request.accepts(["application/json", contentType]) === contentType
}

/**
 * Each progress as a line of JSON, then the result. What is refused before the first line is refused as everywhere; after it, by a
 * last line, since the status has been sent.
 */
export async function writeLines<Progress, Result>(
  request: MedusaRequest,
  response: MedusaResponse,
  running: AsyncGenerator<Progress, Result>,
  lastLine: (result: Result) => object,
): Promise<void> {
  let step = await running.next()
  response.status(200).set({ "Content-Type": contentType, "Cache-Control": "no-store" })
  try {
    while (!step.done) {
      await write(response, { progress: step.value })
      step = await running.next()
    }
    await write(response, lastLine(step.value))
  } catch (error) {
    if (response.closed) return
    await write(response, { error: refusalOf(error, request) })
  } finally {
    // Where it was broken off, what runs is told so.
    await running.return(undefined as Result)
    response.end()
  }
}

/** Waits while the caller takes his time to read. */
async function write(response: MedusaResponse, line: object): Promise<void> {
  const isTaken = response.write(`${JSON.stringify(line)}\n`)
  const { flush } = response as { flush?: () => void }
  flush?.call(response)
  if (isTaken || response.closed) return
  await new Promise<void>((resolve) => {
    const go = (): void => {
      response.off("drain", go).off("close", go)
      resolve()
    }
    response.on("drain", go).on("close", go)
  })
}

function refusalOf(error: unknown, request: MedusaRequest): { type: string; code: string; message: string } {
  if (error instanceof LoyaltyError) return { type: error.type, code: error.code, message: error.message }
  const { message } = error as Error
  request.scope.resolve(ContainerRegistrationKeys.LOGGER).error(`loyalty: a simulation failed: ${message}`)
  const fault = new LoyaltyError("ledger_fault")
  return { type: fault.type, code: fault.code, message: fault.message }
}
