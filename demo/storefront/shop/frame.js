import { html, nothing } from "lit/html.js"
import { live } from "lit/directives/live.js"
import { setLoyalty } from "medusa-plugin-loyalty/storefront"
import { cart, cartSize, change } from "/cart.js"
import { categories } from "/catalogue.js"
import { customer } from "/customer.js"
import { country, inLanguage, language, languages, say, setLanguage } from "/language.js"
import { countryCode, region, regions, setRegion } from "/region.js"
import { open, redraw } from "/screen.js"
import { config } from "/store.js"

/** What is around every page. */
export const frame = (content) => html`
  <a class="skip" href="#content">${say("skip")}</a>
  <header class="top">
    <div class="bar wrap">
      <a class="brand" href="/"><img src="/icon.svg" alt="" width="32" height="32" />${config.name}</a>
      <div class="tools">${languageChoice()} ${regionChoice()}</div>
      <div class="doors">${accountDoor()} ${cartDoor()}</div>
    </div>
    <nav class="shelves wrap" aria-label=${say("menu")}>
      ${shelf("/", say("all"))}
      ${categories.map((category) => shelf(`/shelves/${category.handle}`, inLanguage(category, "name")))}
    </nav>
  </header>
  <main id="content" class="wrap" tabindex="-1">${content}</main>
  <footer class="foot wrap">
    <p>${say("living_example")}</p>
    <p>
      <a href="/guides/storefront.md" target="_blank">${say("guide")}</a>
      <a href="/guides/nextjs-starter.md" target="_blank">${say("guide_next")}</a>
    </p>
  </footer>
`

const isHere = (path) => (decodeURI(location.pathname) === path ? "page" : nothing)

const shelf = (path, name) => html`<a href=${path} aria-current=${isHere(path)}>${name}</a>`

/** Only members have a balance. */
function accountDoor() {
  if (!customer())
    return html`<a class="door" href="/sign-in" aria-current=${isHere("/sign-in")}>${say("sign_in")}</a>`
  return html`
    <a class="door" href="/account" aria-current=${isHere("/account")}>
      <span>${customer().first_name || say("account")}</span>
      <loyalty-balance></loyalty-balance>
    </a>
  `
}

const cartDoor = () => html`
  <a class="door" href="/cart" aria-current=${isHere("/cart")}>
    <span>${say("cart")}</span>
    ${
      cartSize() > 0
        ? html`<span class="count" aria-hidden="true">${cartSize()}</span>
            <span class="unseen">${say("cart_count", { n: cartSize() })}</span>`
        : nothing
    }
  </a>
`

const languageChoice = () => html`
  <label class="choice">
    <span class="unseen">${say("language")}</span>
    <select
      .value=${live(language())}
      @change=${({ target }) => {
        setLanguage(target.value)
        redraw()
      }}
    >
      ${Object.entries(languages).map(
        ([code, name]) =>
          html`<option value=${code} lang=${code} ?selected=${code === language()}>${name}</option>`,
      )}
    </select>
  </label>
`

const regionChoice = () => html`
  <label class="choice">
    <span class="unseen">${say("region")}</span>
    <select .value=${live(region().id)} @change=${({ target }) => void moveTo(target.value)}>
      ${regions.map((one) => html`<option value=${one.id} ?selected=${one.id === region().id}>${nameOf(one)}</option>`)}
    </select>
  </label>
`

const nameOf = ({ name, currency_code, countries }) => {
  const where = countries.length === 1 ? country(countries[0].iso_2) : name
  return `${where} · ${currency_code.toUpperCase()}`
}

/** Another region has other prices, another currency, and other points for the same goods. */
async function moveTo(id) {
  setRegion(id)
  setLoyalty({ regionId: id, countryCode: countryCode(), currencyCode: region().currency_code })
  if (cart()) await change({ region_id: id, shipping_address: { country_code: countryCode() } })
  await open({ keepPlace: true })
}
