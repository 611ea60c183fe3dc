import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { loyaltyOf } from "../../../request"
import { adminProgramView } from "../../../views"

/** The store's programs with all their settings. */
export async function GET(request: MedusaRequest, response: MedusaResponse): Promise<void> {
  const programs = await loyaltyOf(request).listPrograms()
  response.json({ programs: programs.map(adminProgramView) })
}
