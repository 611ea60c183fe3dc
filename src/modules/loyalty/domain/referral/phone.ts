import { isSupportedCountry, parsePhoneNumberFromString, type CountryCode } from "libphonenumber-js"

/** Shorter, and strangers share it. */
const digitsMin = 7

/**
 * The numbers that a phone can mean, in international form: as it stands, otherwise as dialled in each of the countries. What is a
 * number nowhere is known by its digits, if there are enough of them.
 */
export function numbersOf(phone: string, countries: readonly string[]): string[] {
  const homes = [...new Set(countries.map((country) => country.toUpperCase()))].filter(
    (country): country is CountryCode => isSupportedCountry(country),
  )
  const numbers = [undefined, ...homes].flatMap((country) => {
    const number = parsePhoneNumberFromString(phone, country)
    return number?.isPossible() ? [number.number] : []
  })
  if (numbers.length > 0) return [...new Set(numbers)]
  const digits = phone.replace(/\D/g, "")
  return digits.length >= digitsMin ? [digits] : []
}
