import { html, nothing } from "lit/html.js"
import { add } from "/cart.js"
import { priceOf, productOf } from "/catalogue.js"
import { inLanguage, language, money, say } from "/language.js"
import { notFoundPage } from "/pages/not-found.js"
import { region } from "/region.js"
import { redraw } from "/screen.js"

/** One product. What it earns is said by the component, for the chosen variant and quantity. */
export async function productPage({ handle }) {
  const product = await productOf(handle)
  if (!product) return notFoundPage()
  let variant = product.variants[0]
  let quantity = 1
  let isBusy = false
  let said = null

  const choose = (chosen) => {
    variant = chosen
    said = null
    redraw()
  }
  const setQuantity = ({ target }) => {
    quantity = Number(target.value)
    redraw()
  }
  const buy = async (event) => {
    event.preventDefault()
    if (isBusy) return
    isBusy = true
    redraw()
    try {
      await add(variant.id, quantity)
      said = html`${say("added")} <a href="/cart">${say("see_cart")}</a>`
    } catch (error) {
      said = say("went_wrong", { message: error.message })
    }
    isBusy = false
    redraw()
  }

  const variants = () => html`
    <fieldset class="chips">
      <legend>${language() === "en" ? product.options?.[0]?.title : say("variant")}</legend>
      ${product.variants.map(
        (one) => html`
          <label class="chip">
            <input type="radio" name="variant" .checked=${one === variant} @change=${() => choose(one)} />
            <span>${inLanguage(one, "title")}</span>
          </label>
        `,
      )}
    </fieldset>
  `

  return {
    title: () => inLanguage(product, "title"),
    view: () => html`
      <article class="product">
        <img class="picture" src=${product.thumbnail ?? "/icon.svg"} alt="" width="600" height="600" />
        <form class="buy" @submit=${buy}>
          <h1 tabindex="-1">${inLanguage(product, "title")}</h1>
          ${product.subtitle && language() === "en" ? html`<p class="quiet">${product.subtitle}</p>` : nothing}
          <p>${inLanguage(product, "description")}</p>
          <p class="big">${money(priceOf(variant) * quantity, region().currency_code)}</p>
          <loyalty-earn
            product-id=${product.id}
            variant-id=${variant.id}
            quantity=${quantity}
            why
          ></loyalty-earn>
          ${product.variants.length > 1 ? variants() : nothing}
          <div class="row">
            <label class="field narrow">
              <span>${say("quantity")}</span>
              <select @change=${setQuantity}>
                ${[1, 2, 3, 4, 5, 6].map((n) => html`<option value=${n} ?selected=${n === quantity}>${n}</option>`)}
              </select>
            </label>
            <button class="button main" type="submit" aria-disabled=${isBusy}>${say("add")}</button>
          </div>
          <p class="said" role="status">${said ?? nothing}</p>
        </form>
      </article>
    `,
  }
}
