import { html, nothing } from "lit/html.js"
import { cart, change, placeOrder, ship } from "/cart.js"
import { titlesOf } from "/catalogue.js"
import { customer } from "/customer.js"
import { country, money, say } from "/language.js"
import { cartPage } from "/pages/cart.js"
import { field } from "/pages/field.js"
import { namesOf } from "/pages/lines.js"
import { totals } from "/pages/totals.js"
import { countryCode, region } from "/region.js"
import { goTo, redraw } from "/screen.js"
import { sdk } from "/store.js"

const addressFields = [
  { name: "first_name", autocomplete: "given-name" },
  { name: "last_name", autocomplete: "family-name" },
  { name: "address_1", label: "address", autocomplete: "street-address" },
  { name: "city", autocomplete: "address-level2" },
  { name: "postal_code", autocomplete: "postal-code" },
  { name: "phone", autocomplete: "tel", type: "tel", required: false },
]

const kinds = ["standard", "express"]

/** Where to, by which way, and the order. Points were chosen in the cart; the payment is begun with the order. */
export async function checkoutPage() {
  if ((cart()?.items ?? []).length === 0) return cartPage()
  const [titles, { shipping_options: options }, { payment_providers: providers }] = await Promise.all([
    titlesOf(cart().items),
    sdk.store.fulfillment.listCartOptions({ cart_id: cart().id }),
    sdk.store.payment.listPaymentProviders({ region_id: region().id }),
  ])
  const known = knownAddress()
  let said = ""
  let isBusy = false

  const doing = async (work) => {
    if (isBusy) return
    isBusy = true
    said = ""
    redraw()
    try {
      said = (await work()) ?? ""
    } catch (error) {
      said = say("went_wrong", { message: error.message })
    }
    isBusy = false
    redraw()
  }

  const order = async (form) => {
    if (cart().shipping_methods.length === 0) return say("choose_shipping")
    const shown = cart().total
    const entered = new FormData(form)
    const email = entered.get("email")
    const whereTo = { country_code: countryCode() }
    for (const { name } of addressFields) whereTo[name] = entered.get(name)
    await change({ email, shipping_address: whereTo, billing_address: whereTo })
    // Points may have gone back meanwhile, or a promotion ended. Nobody pays a sum they have not seen.
    if (cart().total !== shown) return say("total_changed", { total: inMoney(cart().total) })
    try {
      const { id } = await placeOrder(providers[0]?.id)
      await goTo(`/orders/${id}?placed`, { replace: true })
    } catch {
      // As when the points of the cart are no longer there: any change fits the cart to what is.
      await change({ email })
      return say("not_placed")
    }
    return ""
  }

  const inMoney = (amount) => money(amount, cart().currency_code)

  const shippingOption = (option) => html`
    <label class="option">
      <input
        type="radio"
        name="shipping"
        value=${option.id}
        .checked=${cart().shipping_methods[0]?.shipping_option_id === option.id}
        @change=${() => void doing(() => ship(option.id))}
      />
      <span class="what">
        <span>${option.name}</span>
        <span class="quiet small">${shippingKind(option)}</span>
      </span>
      <span>${inMoney(option.amount)}</span>
    </label>
  `

  return {
    title: () => say("checkout"),
    view: () => {
      if (!cart()) return nothing
      return html`
        <h1 tabindex="-1">${say("checkout")}</h1>
        <form
          class="columns"
          @submit=${(event) => {
            event.preventDefault()
            void doing(() => order(event.target))
          }}
        >
          <div>
            <fieldset class="card">
              <legend>${say("contact")}</legend>
              ${field({ name: "email", type: "email", autocomplete: "email", value: customer()?.email ?? cart().email })}
              <div class="pairs">
                ${addressFields.map((one) => field({ ...one, value: known[one.name] }))}
                <p class="field"><span>${say("country")}</span> ${country(countryCode())}</p>
              </div>
            </fieldset>
            <fieldset class="card">
              <legend>${say("delivery")}</legend>
              ${options.map(shippingOption)}
            </fieldset>
            <fieldset class="card">
              <legend>${say("payment")}</legend>
              <label class="option">
                <input type="radio" name="payment" checked />
                <span class="what">
                  <span>${say("manual_payment")}</span>
                  <span class="quiet small">${say("manual_payment_hint")}</span>
                </span>
              </label>
            </fieldset>
          </div>
          <aside class="side">
            <section class="card">
              <ul class="brief">
                ${cart().items.map((line) => {
                  const { name, variant } = namesOf(line, titles)
                  return html`<li>
                    <span>${line.quantity} × ${name}, ${variant}</span>
                    <span>${inMoney(line.original_total)}</span>
                  </li>`
                })}
              </ul>
              ${totals(cart())}
              ${
                customer()
                  ? html`<loyalty-earn cart></loyalty-earn>
                      <p class="quiet small">
                        ${say("points_in_cart")} <a href="/cart">${say("change")}</a>
                      </p>`
                  : nothing
              }
              <p class="refusal" role="alert">${said}</p>
              <button class="button main wide" type="submit" aria-disabled=${isBusy}>
                ${isBusy ? say("placing") : say("place", { total: inMoney(cart().total) })}
              </button>
            </section>
          </aside>
        </form>
      `
    },
  }
}

/** What the seed calls its options is in the language of their country; the kinds are known in both of the shop. */
const shippingKind = ({ type }) =>
  kinds.includes(type?.code) ? say(`shipping_${type.code}`) : (type?.description ?? "")

/** The address of before, if it is in the country that the cart ships to. */
function knownAddress() {
  const addresses = (customer()?.addresses ?? []).filter(({ country_code }) => country_code === countryCode())
  const [address] = [...addresses].sort(
    (a, b) => Number(b.is_default_shipping) - Number(a.is_default_shipping),
  )
  const { first_name, last_name } = customer() ?? {}
  return address ?? { first_name, last_name }
}
