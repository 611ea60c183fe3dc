import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { LoyaltyError } from "../../../../../../modules/loyalty/domain/errors"
import { pointsToDisplay } from "../../../../../../modules/loyalty/domain/points"
import { loadOrderFacts } from "../../../../../../workflows/order-facts"
import { loyaltyOf } from "../../../../../request"

/**
 * What each rule of the order's day gave for it as bought, in the order in which they were looked at; of those that gave
 * nothing, the first thing that kept them from it, as `because`. Throws `order_not_found` for an order that was never
 * settled.
 */
export async function GET(request: MedusaRequest, response: MedusaResponse): Promise<void> {
  const loyalty = loyaltyOf(request)
  const orderId = request.params.order_id ?? ""
  const settlement = await loyalty.findSettlement(orderId)
  if (settlement === null) throw new LoyaltyError("order_not_found")
  const order = await loadOrderFacts(request.scope, orderId)
  if (order === null) throw new LoyaltyError("order_not_found")
  const [{ precision }, rules] = await Promise.all([
    loyalty.retrieveTerms(settlement.termsId),
    loyalty.explainRules(order.facts),
  ])
  response.json({
    rules: rules.map(({ rule, wanted, given, limit, because }) => ({
      rule_id: rule.id,
      rule_version: rule.version,
      rule: rule.name,
      wanted: pointsToDisplay(wanted, precision),
      given: pointsToDisplay(given, precision),
      capped_by: limit,
      because,
    })),
  })
}
