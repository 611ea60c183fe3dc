import { en } from "/words/en.js"
import { ru } from "/words/ru.js"

const words = { en, ru }
const key = "shop.language"

/** The languages of the shop, each in its own name. */
export const languages = { en: "English", ru: "Русский" }

const known = (language) => (language in words ? language : undefined)

let current = known(localStorage.getItem(key)) ?? known(navigator.language.split("-")[0]) ?? "en"
document.documentElement.lang = current

export const language = () => current

/** The library's components look at the document's language and follow by themselves. */
export function setLanguage(wanted) {
  current = wanted
  localStorage.setItem(key, wanted)
  document.documentElement.lang = wanted
}

/** A text of the shop; `n` chooses the plural form where it has several. */
export function say(name, parts = {}) {
  const text = words[current][name]
  const form =
    typeof text === "string" ? text : (text[new Intl.PluralRules(current).select(parts.n)] ?? text.other)
  return form.replace(/\{(\w+)\}/g, (whole, part) => (part in parts ? String(parts[part]) : whole))
}

export function money(amount, currencyCode) {
  return new Intl.NumberFormat(current, {
    style: "currency",
    currency: currencyCode,
    currencyDisplay: "narrowSymbol",
    trailingZeroDisplay: "stripIfInteger",
  }).format(amount)
}

export function day(at) {
  return new Intl.DateTimeFormat(current, { day: "numeric", month: "long", year: "numeric" }).format(
    new Date(at),
  )
}

export const country = (code) => new Intl.DisplayNames(current, { type: "region" }).of(code.toUpperCase())

/** What the seed has written in the goods' metadata, beside Medusa's own English texts. */
export const inLanguage = (thing, field) => thing.metadata?.[`${field}_${current}`] ?? thing[field]
