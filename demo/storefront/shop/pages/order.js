import { html, nothing } from "lit/html.js"
import { refreshLoyalty } from "medusa-plugin-loyalty/storefront"
import { titlesOf } from "/catalogue.js"
import { customer } from "/customer.js"
import { country, day, money, say } from "/language.js"
import { lineHead, namesOf } from "/pages/lines.js"
import { paidWithPoints, totals } from "/pages/totals.js"
import { redraw } from "/screen.js"
import { loyalty, points, program, sdk } from "/store.js"

const looks = 20
const lookEveryMs = 750

/** An order, and what it did to the customer's points. */
export async function orderPage({ id }) {
  const { order } = await sdk.store.order.retrieve(id)
  const titles = await titlesOf(order.items)
  const isNew = new URLSearchParams(location.search).has("placed")
  let moved = customer() ? await movedBy(id) : null
  const isCounted = () => moved.earned > 0 && (moved.spent > 0 || paidWithPoints(order) === 0)
  let isCounting = Boolean(customer()) && isNew
  let isLeft = false

  // The store counts the points just after it has made the order, so a page that comes at once looks again.
  const watch = async () => {
    for (let look = 0; look < looks && !isLeft && !isCounted(); look += 1) {
      await new Promise((resolve) => setTimeout(resolve, lookEveryMs))
      moved = await movedBy(id).catch(() => moved)
    }
    isCounting = false
    await refreshLoyalty()
    if (!isLeft) redraw()
  }
  if (isCounting) void watch()

  const title = () => {
    if (!isNew) return say("order_number", { number: order.display_id })
    const name = order.shipping_address?.first_name
    return name ? say("thanks", { name }) : say("thanks_guest")
  }
  return {
    title,
    leave: () => {
      isLeft = true
    },
    view: () => html`
      <h1 tabindex="-1">${title()}</h1>
      <p class="quiet">${say("order_number", { number: order.display_id })}, ${day(order.created_at)}</p>
      <div class="columns">
        <section class="card">
          <ul class="lines">
            ${order.items.map(
              (line) => html`
                <li class="line">
                  ${lineHead(namesOf(line, titles), line)}
                  <span>× ${line.quantity}</span>
                  <span class="amount">${money(line.original_total, order.currency_code)}</span>
                </li>
              `,
            )}
          </ul>
          ${totals(order)} ${address(order.shipping_address)}
        </section>
        <aside class="side">${customer() ? pointsCard(moved, isCounting) : nothing}</aside>
      </div>
    `,
  }
}

/** What the order earned and what it took: the entries of the ledger that name it. */
async function movedBy(id) {
  const { transactions } = await loyalty.transactions({ order_id: id, limit: 100 })
  const sum = (...types) =>
    transactions.filter(({ type }) => types.includes(type)).reduce((total, one) => total + one.points, 0)
  return {
    earned: sum("earn", "reverse"),
    spent: -sum("capture", "restore"),
    isPending: !transactions.some(({ type }) => type === "activate"),
  }
}

function pointsCard(moved, isCounting) {
  return html`
    <section class="card" aria-live="polite">
      <h2>${say("order_points")}</h2>
      ${isCounting ? html`<p class="quiet">${say("order_counting")}</p>` : earnedText(moved)}
      ${moved.spent > 0 ? html`<p>${say("order_spent", { points: points(moved.spent) })}</p>` : nothing}
    </section>
    <section class="card"><loyalty-account expiring="0"></loyalty-account></section>
  `
}

function earnedText({ earned, isPending }) {
  if (earned <= 0) return html`<p class="quiet">${say("order_none")}</p>`
  const text = { points: points(earned) }
  if (!isPending) return html`<p class="gain">${say("order_available", text)}</p>`
  const waiting = program?.pending_days ?? 0
  return html`
    <p class="gain">${say("order_pending", text)}</p>
    ${
      waiting > 0
        ? html`<p class="quiet">${say("order_pending_why", { days: say("days", { n: waiting }) })}</p>`
        : nothing
    }
  `
}

const address = (to) =>
  to
    ? html`<p class="quiet small">
        ${[to.first_name, to.last_name].filter(Boolean).join(" ")}, ${to.address_1}, ${to.postal_code}
        ${to.city}, ${to.country_code ? country(to.country_code) : nothing}
      </p>`
    : nothing
