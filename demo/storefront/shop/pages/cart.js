import { html, nothing } from "lit/html.js"
import { cart, enterCode, fields, removeCode, setQuantity } from "/cart.js"
import { titlesOf } from "/catalogue.js"
import { customer } from "/customer.js"
import { money, say } from "/language.js"
import { lineHead, namesOf } from "/pages/lines.js"
import { totals } from "/pages/totals.js"
import { countryCode, region } from "/region.js"
import { open, redraw } from "/screen.js"
import { loyalty, points } from "/store.js"

/** The cart with what it earns and what may be paid with points. Guests see what they would have earned. */
export async function cartPage() {
  const titles = await titlesOf(cart()?.items ?? [])
  const missed = customer() ? 0 : await missedPoints()
  let said = ""
  let isBusy = false

  /** Whatever changes the cart; a refusal is said where it happened. */
  const doing = (work) => async (event) => {
    event?.preventDefault()
    if (isBusy) return
    isBusy = true
    said = ""
    redraw()
    try {
      await work(event)
    } catch (error) {
      said = say("went_wrong", { message: error.message })
    }
    isBusy = false
    redraw()
    // What a guest's cart would earn is the page's own question; a member's component asks by itself.
    if (!customer() && !said) await open({ keepPlace: true })
  }

  const line = (one) => {
    const names = namesOf(one, titles)
    const step = (by, sign, label) => html`
      <button
        type="button"
        aria-label=${say(label, names)}
        @click=${doing(() => setQuantity(one.id, one.quantity + by))}
      >
        ${sign}
      </button>
    `
    return html`
      <li class="line">
        ${lineHead(names, one)}
        <div class="stepper">
          ${step(-1, "−", "fewer")} <span>${one.quantity}</span> ${step(1, "+", "more")}
        </div>
        <span class="amount">${money(one.original_total, cart().currency_code)}</span>
        <button
          class="link"
          type="button"
          aria-label=${say("remove_named", names)}
          @click=${doing(() => setQuantity(one.id, 0))}
        >
          ${say("remove")}
        </button>
      </li>
    `
  }

  const promo = () => html`
    <form
      class="row promo"
      @submit=${doing(async ({ target }) => {
        await enterCode(new FormData(target).get("code").trim())
        target.reset()
      })}
    >
      <label class="field">
        <span>${say("code")}</span>
        <input name="code" required autocomplete="off" spellcheck="false" />
      </label>
      <button class="button" type="submit">${say("apply")}</button>
    </form>
    ${cart().promotions.map(
      ({ code }) => html`
        <p class="tag">
          ${code}
          <button
            type="button"
            aria-label=${say("remove_named", { name: code })}
            @click=${doing(() => removeCode(code))}
          >
            ×
          </button>
        </p>
      `,
    )}
  `

  return {
    title: () => say("cart"),
    view: () => {
      const isEmpty = (cart()?.items ?? []).length === 0
      if (isEmpty) return emptyCart()
      return html`
        <h1 tabindex="-1">${say("cart")}</h1>
        <div class="columns">
          <div>
            <ul class="lines">
              ${cart().items.map(line)}
            </ul>
            <p class="said" role="status">${said}</p>
            ${promo()}
          </div>
          <aside class="side">
            ${customer() ? membersPart() : guestsPart(missed)}
            <section class="card">
              ${totals(cart())} <a class="button main wide" href="/checkout">${say("to_checkout")}</a>
            </section>
          </aside>
        </div>
      `
    },
  }
}

const emptyCart = () => html`
  <section class="message">
    <h1 tabindex="-1">${say("cart")}</h1>
    <p>${say("cart_empty")}</p>
    <a class="button main" href="/">${say("to_shop")}</a>
  </section>
`

/** The two components know the cart from `setLoyalty`; a change of points comes back as `loyalty-cart-changed`. */
const membersPart = () => html`
  <section class="card">
    <loyalty-redeem fields=${fields} currency-code=${cart().currency_code}></loyalty-redeem>
  </section>
  <section class="card"><loyalty-earn cart why></loyalty-earn></section>
`

const guestsPart = (missed) =>
  missed > 0
    ? html`
        <section class="card">
          <h2>${say("join_for", { points: points(missed) })}</h2>
          <p class="quiet">${say("join_how")}</p>
          <p class="row">
            <a class="button" href="/sign-in?next=/cart">${say("sign_in")}</a>
            <a class="button" href="/register?next=/cart">${say("register")}</a>
          </p>
        </section>
      `
    : nothing

/** A guest's cart has no points of its own. Its goods, each by itself, tell nearly the same. */
async function missedPoints() {
  const items = (cart()?.items ?? []).slice(0, 100).map(({ product_id, variant_id, quantity }) => ({
    product_id,
    variant_id,
    quantity,
  }))
  if (items.length === 0) return 0
  try {
    const earnings = await loyalty.earnings({ region_id: region().id, country_code: countryCode(), items })
    return earnings.reduce((sum, one) => sum + one.points, 0)
  } catch {
    return 0
  }
}
