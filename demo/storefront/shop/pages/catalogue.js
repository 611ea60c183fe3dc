import { html, nothing } from "lit/html.js"
import { categories, cheapest, earningsOf, priceOf, products } from "/catalogue.js"
import { inLanguage, money, say } from "/language.js"
import { notFoundPage } from "/pages/not-found.js"
import { region } from "/region.js"
import { percentBack, points } from "/store.js"

/** All goods, or those of one shelf, each with what it would earn. */
export async function cataloguePage({ handle }) {
  const category = categories.find((one) => one.handle === handle)
  if (handle && !category) return notFoundPage()
  const all = await products()
  const shown = category ? all.filter(({ categories: on }) => on?.some(({ id }) => id === category.id)) : all
  const earnings = await earningsOf(shown)

  const title = () => (category ? inLanguage(category, "name") : say("all"))
  return {
    title,
    view: () => html`
      ${category ? html`<h1 tabindex="-1">${title()}</h1>` : welcome()}
      <ul class="grid">
        ${shown.map((product) => tile(product, earnings.get(product.id)))}
      </ul>
    `,
  }
}

function welcome() {
  const back = percentBack(region().currency_code)
  return html`
    <div class="welcome">
      <h1 tabindex="-1">${say("headline")}</h1>
      ${back ? html`<p>${say("lead", { back })}</p>` : nothing}
    </div>
  `
}

function tile(product, earned) {
  const price = money(priceOf(cheapest(product)), region().currency_code)
  return html`
    <li class="tile">
      <img src=${product.thumbnail ?? "/icon.svg"} alt="" loading="lazy" width="300" height="300" />
      <h2><a href=${`/products/${product.handle}`}>${inLanguage(product, "title")}</a></h2>
      <p class="price">
        <span>${product.variants.length > 1 ? say("from", { price }) : price}</span>
        ${earned > 0 ? html`<span class="plus">${say("plus", { points: points(earned) })}</span>` : nothing}
      </p>
    </li>
  `
}
