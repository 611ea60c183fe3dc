import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { loyaltyOf } from "../../../request"
import { adminProgramView } from "../../../views"

export async function GET(request: MedusaRequest, response: MedusaResponse): Promise<void> {
  const programs = await loyaltyOf(request).listPrograms()
  response.json({ programs: programs.map(adminProgramView) })
}
