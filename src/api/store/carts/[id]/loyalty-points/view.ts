import type { MedusaContainer } from "@medusajs/framework/types"
import { LOYALTY_MODULE } from "../../../../../modules/loyalty/constants"
import { pointsToDisplay } from "../../../../../modules/loyalty/domain/points"
import { fromMinor } from "../../../../../modules/loyalty/domain/money"
import { rateOf, type ProgramTerms } from "../../../../../modules/loyalty/domain/program"
import { codeOf } from "../../../../../modules/loyalty/domain/redemption/code"
import { applyRedemption } from "../../../../../modules/loyalty/domain/redemption/quote"
import type { RedemptionRow } from "../../../../../modules/loyalty/persistence/redemption.schema"
import { displayRate } from "../../../../../modules/loyalty/program-settings"
import { sumOf } from "../../../../../modules/loyalty/promotions/context"
import type LoyaltyModuleService from "../../../../../modules/loyalty/service"
import { cartWithoutPoints, quoteCart, type LoadedCart } from "../../../../../workflows/cart-quote"
import { cartEarning, cartRuleContext } from "../../../../../workflows/cart-earning"
import { awardLineView } from "../../../../views"

/** The cart's points: what it would earn as it stands, and what may be spent on it or why nothing. */
export async function cartPointsView(
  container: MedusaContainer,
  cart: LoadedCart,
  customerId: string,
): Promise<Record<string, unknown>> {
  const loyalty: LoyaltyModuleService = container.resolve(LOYALTY_MODULE)
  const [{ program, own, account, quote }, redemption] = await Promise.all([
    quoteCart(container, cart, customerId),
    loyalty.redemptionOfCart(cart.id),
  ])
  const { precision } = program.terms
  const at = new Date()
  const [earning] = await loyalty.previewEarning({
    purchases: [cartEarning(cart, at)],
    program,
    accountId: account.id,
    contextOf: (needs, lineIds) => cartRuleContext(container, cart, at, needs, lineIds),
  })
  const applied = redemption !== null && redemption.customerId === customerId ? redemption : null
  // As the quote counts: a tier may have a rate of its own.
  const { terms } = own.program
  const rate = rateOf(terms, cart.currency_code)
  const most = applyRedemption({ cart: cartWithoutPoints(cart), terms, points: quote.maxPoints }).amountMinor
  return {
    earn: {
      points: pointsToDisplay(earning.points, precision),
      lines: earning.lines.map((line) => awardLineView(line, precision)),
    },
    redemption: {
      applied: applied && {
        id: `lred_${applied.token}`,
        points: pointsToDisplay(applied.points, precision),
        amount: amountOn(cart, applied.token),
        currency_code: applied.currencyCode,
        expires_at: applied.expiresAt,
      },
      max_points: pointsToDisplay(quote.maxPoints, precision),
      max_amount: rate === null ? 0 : fromMinor(most, rate.decimalDigits),
      min_points: pointsToDisplay(quote.minPoints, precision),
      step: pointsToDisplay(quote.stepPoints, precision),
      spend_rate: rate && displayRate(rate, precision).spend,
      refused: quote.refused,
    },
  }
}

export function redemptionView(
  redemption: RedemptionRow,
  { precision }: ProgramTerms,
  cart: LoadedCart,
): Record<string, unknown> {
  return {
    id: `lred_${redemption.token}`,
    points: pointsToDisplay(redemption.points, precision),
    amount: amountOn(cart, redemption.token),
    currency_code: redemption.currencyCode,
    expires_at: redemption.expiresAt,
  }
}

/** What the redemption takes off the cart now: it follows the cart, so it may be less than the points are worth. */
function amountOn(cart: LoadedCart, token: string): number {
  const code = codeOf(token)
  const ours = cart.items.flatMap((item) =>
    (item.adjustments ?? []).filter((adjustment) => adjustment.code === code),
  )
  return Number(sumOf(ours.map(({ amount }) => amount)))
}
