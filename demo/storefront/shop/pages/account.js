import { html, nothing } from "lit/html.js"
import { refreshLoyalty, setLoyalty } from "medusa-plugin-loyalty/storefront"
import { keepCart } from "/cart.js"
import { customer, forget } from "/customer.js"
import { day, money, say } from "/language.js"
import { clubsCard, favouritesCard, friendsCard } from "/pages/programme.js"
import { signInPage } from "/pages/sign-in.js"
import { goTo, redraw } from "/screen.js"
import { loyalty, sdk } from "/store.js"

/** The customer's own page: two components of the library, and the rest of the programme by its client. */
export async function accountPage() {
  if (!customer()) return signInPage()
  // What the components have shown before may have changed behind the counter.
  void refreshLoyalty()
  // Each part of the programme may be switched off or out of reach: the page is there without it.
  const [orders, categories, clubs, referral] = await Promise.all([
    sdk.store.order.list({ limit: 5, order: "-created_at" }).then((found) => found.orders),
    loyalty.categories().catch(() => null),
    loyalty.clubs({ limit: 20 }).catch(() => null),
    loyalty.referral().catch(() => null),
  ])
  const cards = [favouritesCard(categories, redraw), clubsCard(clubs, redraw), friendsCard(referral)]

  return {
    title: () => say("account"),
    view: () => {
      if (!customer()) return nothing
      return html`
        <div class="hello">
          <h1 tabindex="-1">${say("hello", { name: customer().first_name || customer().email })}</h1>
          <button class="button" type="button" @click=${() => void leave()}>${say("sign_out")}</button>
        </div>
        <div class="columns even">
          <div>
            <section class="card"><loyalty-account></loyalty-account></section>
            ${cards.map((view) => view())}
          </div>
          <div>
            <section class="card">
              <loyalty-history limit="6" order-url="/orders/{id}"></loyalty-history>
            </section>
            <section class="card">
              <h2>${say("orders")}</h2>
              ${orders.length === 0 ? html`<p class="quiet">${say("no_orders")}</p>` : nothing}
              <ul class="orders">
                ${orders.map(
                  (order) => html`
                    <li>
                      <a href=${`/orders/${order.id}`}
                        >${say("order_number", { number: order.display_id })}</a
                      >
                      <span class="quiet">${day(order.created_at)}</span>
                      <span>${money(order.total, order.currency_code)}</span>
                    </li>
                  `,
                )}
              </ul>
            </section>
          </div>
        </div>
      `
    },
  }
}

/** The cart stays with the customer, who is gone; nothing of theirs is shown to the next one. */
async function leave() {
  await forget()
  keepCart(null)
  setLoyalty({ signedIn: false })
  await goTo("/")
}
