import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { ruleChanges } from "../../../../../modules/loyalty/rule-settings/schema"
import { parse } from "../../../../../modules/loyalty/validation"
import { loyaltyOf, staffOf } from "../../../../request"
import { adminRuleView, ruleUsageView } from "../../../../views"

/** One earning rule, with what it has given so far and what of its budget remains. */
export async function GET(request: MedusaRequest, response: MedusaResponse): Promise<void> {
  const loyalty = loyaltyOf(request)
  const rule = await loyalty.rules.retrieve(request.params.id ?? "")
  const usage = await loyalty.rules.usageOf(rule)
  const { precision } = (await loyalty.retrieveProgram(rule.programId)).terms
  response.json({ rule: { ...adminRuleView(rule, precision), usage: ruleUsageView(usage, precision) } })
}

/**
 * Changes the settings that are named, each as a whole, and leaves the others; `state` activates, pauses and ends. Orders
 * keep the rules that were active when they were placed.
 */
export async function POST(request: MedusaRequest, response: MedusaResponse): Promise<void> {
  const changes = parse(ruleChanges, request.body)
  const loyalty = loyaltyOf(request)
  const rule = await loyalty.rules.update(request.params.id ?? "", changes, staffOf(request))
  const usage = await loyalty.rules.usageOf(rule)
  const { precision } = (await loyalty.retrieveProgram(rule.programId)).terms
  response.json({ rule: { ...adminRuleView(rule, precision), usage: ruleUsageView(usage, precision) } })
}

/** Deletes a draft. A rule that has been active stays, so that what it gave can be explained: end it instead. */
export async function DELETE(request: MedusaRequest, response: MedusaResponse): Promise<void> {
  const id = request.params.id ?? ""
  await loyaltyOf(request).rules.delete(id)
  response.json({ id, object: "loyalty_rule", deleted: true })
}
