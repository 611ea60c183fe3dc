import { html } from "lit/html.js"
import { inLanguage } from "/language.js"

/** The names of a cart's or an order's goods in the language of the page, from the products they are of. */
export function namesOf(line, titles) {
  const product = titles.get(line.product_id)
  const variant = product?.variants?.find(({ id }) => id === line.variant_id)
  return {
    name: product ? inLanguage(product, "title") : line.product_title,
    variant: variant ? inLanguage(variant, "title") : line.variant_title,
  }
}

export const lineHead = ({ name, variant }, line) => html`
  <img src=${line.thumbnail ?? "/icon.svg"} alt="" width="72" height="72" />
  <div class="what">
    <a href=${`/products/${line.product_handle}`}>${name}</a>
    <span class="quiet">${variant}</span>
  </div>
`
