import Medusa from "@medusajs/js-sdk"
import { loyaltyClient } from "medusa-plugin-loyalty/storefront"
import { language } from "/language.js"

/** Which store this is the shop of. */
export const config = await (await fetch("/config.json")).json()

/**
 * A token and no cookie: the admin of a store on the same host has the session's cookie, and a shopper who signs in
 * would sign the owner out.
 */
export const sdk = new Medusa({
  baseUrl: config.store_url,
  publishableKey: config.publishable_key,
  auth: { type: "jwt", jwtTokenStorageMethod: "local" },
})

/** The store's loyalty routes as functions. It uses the sdk, and so the same key and the same customer. */
export const loyalty = loyaltyClient(sdk)

/** What points are called, and their rates. A shop sells without it too. */
export const program = await loyalty.program().catch(() => null)

/** As in "1,497 points", by the program's own names for them. */
export function points(number) {
  if (!program) return String(number)
  const digits = { maximumFractionDigits: program.precision }
  const forms = program.unit_names[language()] ?? program.unit_names.en ?? {}
  const form = new Intl.PluralRules(language(), digits).select(number)
  return `${new Intl.NumberFormat(language(), digits).format(number)} ${forms[form] ?? forms.other ?? ""}`.trim()
}

/** How many percent of a price come back, at the base rate of a currency; null where nothing does. */
export function percentBack(currencyCode) {
  const rate = program?.rates.find(({ currency_code }) => currency_code === currencyCode)
  if (!rate?.earn || !rate.spend) return null
  const worth = (rate.earn.points / rate.spend.points) * rate.spend.worth
  return new Intl.NumberFormat(language(), { style: "percent", maximumFractionDigits: 1 }).format(
    worth / rate.earn.per_amount,
  )
}
