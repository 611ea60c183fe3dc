import { html, nothing } from "lit/html.js"
import { money, say } from "/language.js"

/** Points are a discount whose adjustments have a code of their own; it is no promo code, so it is shown as points. */
const isPoints = ({ code }) => code?.startsWith("POINTS-")

export function paidWithPoints({ items }) {
  const amounts = items.flatMap(({ adjustments }) => adjustments ?? []).filter(isPoints)
  return amounts.reduce((sum, { amount }) => sum + amount, 0)
}

/** The sums of a cart or of an order, which Medusa has computed. */
export function totals(bill) {
  const inMoney = (amount) => money(amount, bill.currency_code)
  const byPoints = paidWithPoints(bill)
  const otherDiscount = bill.discount_total - byPoints
  const line = (name, amount, kind) => html`
    <div class=${kind ?? ""}>
      <dt>${say(name)}</dt>
      <dd>${inMoney(amount)}</dd>
    </div>
  `
  return html`
    <dl class="totals">
      ${line("goods", bill.original_item_total)}
      ${otherDiscount > 0.005 ? line("discount", -otherDiscount) : nothing}
      ${byPoints > 0 ? line("by_points", -byPoints, "gain") : nothing}
      ${bill.shipping_methods?.length > 0 ? line("shipping", bill.shipping_total) : nothing}
      ${line("total", bill.total, "sum")}
    </dl>
    <p class="quiet small">${say("tax_included", { tax: inMoney(bill.tax_total) })}</p>
  `
}
