import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { z } from "@medusajs/framework/zod"
import { ruleStates } from "../../../../modules/loyalty/domain/rules/state"
import { newRule, triggerCodes } from "../../../../modules/loyalty/rule-settings/schema"
import { parse } from "../../../../modules/loyalty/validation"
import { loyaltyOf, pageFields, pageOf, staffOf } from "../../../request"
import { adminRuleView } from "../../../views"

const query = z.object({
  ...pageFields,
  q: z.string().min(1).max(200).optional(),
  program_id: z.string().max(100).optional(),
  state: z.enum(ruleStates).optional(),
  trigger: z.enum(triggerCodes).optional(),
})

/** Earning rules, the newest first; `q` searches their names. */
export async function GET(request: MedusaRequest, response: MedusaResponse): Promise<void> {
  const { q, program_id: programId, state, trigger, ...page } = parse(query, request.query)
  const loyalty = loyaltyOf(request)
  const [rules, count] = await loyalty.rules.listAndCount({ q, programId, state, trigger }, pageOf(page))
  const precisions = new Map((await loyalty.listPrograms()).map(({ id, terms }) => [id, terms.precision]))
  response.json({
    rules: rules.map((rule) => adminRuleView(rule, precisions.get(rule.programId) ?? 0)),
    count,
    limit: page.limit,
    offset: page.offset,
  })
}

/** A new rule, as a draft: it gives nothing until its state is `active`. Without `program_id`, of the default program. */
export async function POST(request: MedusaRequest, response: MedusaResponse): Promise<void> {
  const { program_id, ...settings } = parse(newRule, request.body)
  const loyalty = loyaltyOf(request)
  const program =
    program_id === undefined
      ? await loyalty.programForSalesChannel(null)
      : await loyalty.retrieveProgram(program_id)
  const rule = await loyalty.rules.create(program.id, settings, staffOf(request))
  response.json({ rule: adminRuleView(rule, program.terms.precision) })
}
