import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { programSettings } from "../../../../../modules/loyalty/program-settings"
import { parse } from "../../../../../modules/loyalty/validation"
import { loyaltyOf } from "../../../../request"
import { adminProgramView } from "../../../../views"

/** One program with all its settings. */
export async function GET(request: MedusaRequest, response: MedusaResponse): Promise<void> {
  const program = await loyaltyOf(request).retrieveProgram(request.params.id ?? "")
  response.json({ program: adminProgramView(program) })
}

/** Changes the settings that are named and leaves the others. Orders keep the terms they were placed under. */
export async function POST(request: MedusaRequest, response: MedusaResponse): Promise<void> {
  const settings = parse(programSettings, request.body)
  const program = await loyaltyOf(request).updateProgram(request.params.id ?? "", settings)
  response.json({ program: adminProgramView(program) })
}
