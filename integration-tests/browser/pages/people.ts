import { type Customer } from "../../../demo/people"
import { type Language } from "../harness/languages"

const mark = Date.now().toString(36)
let people = 0

/** Somebody new, who lives where their language is spoken. */
export function newcomer(language: Language): Customer {
  people += 1
  const here = language === "ru" ? inRussia : inGermany
  return { ...here, email: `shopper-${mark}-${people}@example.com`, password: "a-long-enough-password" }
}

const inRussia = {
  firstName: "Вера",
  lastName: "Лисицына",
  country: "ru",
  phone: "+7 900 000-00-09",
  address: { address_1: "ул. Мира, 3", city: "Вологда", postal_code: "160000" },
} as const

const inGermany = {
  firstName: "Vera",
  lastName: "Fuchs",
  country: "de",
  phone: "+49 30 000009",
  address: { address_1: "Lindenstr. 3", city: "Berlin", postal_code: "10969" },
} as const
