import fc from "fast-check"
import { formatNumber } from "../lib/intl"
import { numberOf, numberText } from "../lib/numbers"

const locales = ["en", "ru", "de", "fr", "pt-BR"]

describe("a number that somebody types", () => {
  it("is read as the reader's language writes it: a thousand stays a thousand", () => {
    expect([numberOf("1,000", "en"), numberOf("1 000", "ru"), numberOf("1.000", "de")]).toEqual([
      1_000, 1_000, 1_000,
    ])
    expect([numberOf("1.125", "en"), numberOf("1,125", "ru"), numberOf("1,125", "de")]).toEqual([
      1.125, 1.125, 1.125,
    ])
  })

  it("has its decimals after a comma or a point, whichever the keyboard gives", () => {
    for (const locale of locales) {
      expect([numberOf("12,5", locale), numberOf("12.5", locale), numberOf("0.125", locale)]).toEqual([
        12.5, 12.5, 0.125,
      ])
      expect([numberOf("1,234.5", locale), numberOf("1.234,5", locale)]).toEqual([1_234.5, 1_234.5])
      expect([numberOf("1,234,567", locale), numberOf(".5", locale), numberOf("-7", locale)]).toEqual([
        1_234_567, 0.5, -7,
      ])
    }
  })

  it("is none where it could be several, or is written for machines", () => {
    for (const text of ["", " ", ",", "1,2,3", "1,23,456", "1.2,3.4", "1e3", "0x10", "5 points", "--1"])
      expect(numberOf(text, "en")).toBeNull()
  })

  it("is the one that is on the screen, in every language, with all its places", () => {
    const amounts = fc
      .double({ min: -1e9, max: 1e9, noNaN: true })
      .map((value) => Number(value.toFixed(3)) || 0)
    fc.assert(
      fc.property(fc.constantFrom(...locales), amounts, (locale, value) => {
        const shown = formatNumber(value, locale, { maximumFractionDigits: 3 }).replace("−", "-")
        expect(numberOf(shown, locale)).toBeCloseTo(value, 3)
        expect(numberOf(numberText(value, locale), locale)).toBe(value)
      }),
    )
  })
})
