import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { z } from "@medusajs/framework/zod"
import { newTier } from "../../../../modules/loyalty/tier-settings/schema"
import { parse } from "../../../../modules/loyalty/validation"
import { createTierWorkflow } from "../../../../workflows/tier-settings"
import { loyaltyOf, pageFields, pageOf, staffOf } from "../../../request"
import { adminTierView } from "../../../tier-views"

const query = z.object({ ...pageFields, program_id: z.string().max(100).optional() })

/** Tiers with how many members hold them, the lowest first. */
export async function GET(request: MedusaRequest, response: MedusaResponse): Promise<void> {
  const { program_id: programId, ...page } = parse(query, request.query)
  const loyalty = loyaltyOf(request)
  const [tiers, count] = await loyalty.tiers.listAndCount({ programId }, pageOf(page))
  const [members, programs] = await Promise.all([
    loyalty.tiers.members.countIn(tiers.map(({ id }) => id)),
    loyalty.listPrograms(),
  ])
  const byId = new Map(programs.map((program) => [program.id, program]))
  response.json({
    tiers: tiers.map((tier) =>
      adminTierView(tier, byId.get(tier.programId) ?? programs[0], members.get(tier.id) ?? 0),
    ),
    count,
    limit: page.limit,
    offset: page.offset,
  })
}

/**
 * A new tier on a program's ladder, which has to be there. Without `program_id`, of the default program. With
 * `create_customer_group`, a customer group of its name is made for its members.
 */
export async function POST(request: MedusaRequest, response: MedusaResponse): Promise<void> {
  const { program_id, create_customer_group, ...settings } = parse(newTier, request.body)
  const loyalty = loyaltyOf(request)
  const program =
    program_id === undefined
      ? await loyalty.programForSalesChannel(null)
      : await loyalty.retrieveProgram(program_id)
  const { result } = await createTierWorkflow(request.scope).run({
    input: { program_id: program.id, settings, create_customer_group, actor: staffOf(request) },
  })
  const tier = await loyalty.tiers.retrieve(result)
  response.json({ tier: adminTierView(tier, program, 0) })
}
