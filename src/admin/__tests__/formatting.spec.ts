import {
  formatChange,
  formatDay,
  formatMoney,
  formatPoints,
  formatShare,
  localeOf,
  unitName,
} from "../lib/intl"

/** Intl separates by spaces of several widths; here they are all alike. */
const plain = (text: string): string => text.replace(/\s/g, " ")

const names = {
  ru: { one: "балл", few: "балла", many: "баллов", other: "балла" },
  en: { one: "point", other: "points" },
}

describe("points, money and dates on the staff's screens", () => {
  it("shows points as the language writes numbers, with the program's decimals where there are any", () => {
    expect(plain(formatPoints(12345, "ru"))).toBe("12 345")
    expect(formatPoints(12345, "en")).toBe("12,345")
    expect(formatPoints(12.5, "en", 2)).toBe("12.50")
    expect(formatPoints(12, "en", 2)).toBe("12")
  })

  it("shows what was added and what was taken by its sign", () => {
    expect(formatChange(120, "en")).toBe("+120")
    expect(formatChange(-40, "ru")).toBe("−40")
    expect(formatChange(0, "en")).toBe("0")
  })

  it.each([
    [1, "балл"],
    [2, "балла"],
    [5, "баллов"],
    [11, "баллов"],
    [21, "балл"],
    [-3, "балла"],
    [1.5, "балла"],
  ])("names %d in Russian: %s", (points, name) => {
    expect(unitName(points, "ru", names)).toBe(name)
  })

  it("finds the words of a language for its regions too, and has none for another language", () => {
    expect(unitName(1, "en-GB", names)).toBe("point")
    expect(unitName(2, "de", names)).toBeNull()
    expect(unitName(2, "ru", undefined)).toBeNull()
  })

  it("shows money in the reader's language, without cents where there are none", () => {
    expect(plain(formatMoney(1000, "rub", "ru"))).toBe("1 000 ₽")
    expect(plain(formatMoney(12.5, "eur", "en"))).toBe("€12.50")
  })

  it("tells currencies apart that have the same short sign, and keeps signs that are one currency's", () => {
    const inEnglish = (code: string) => plain(formatMoney(5, code, "en"))
    expect(["usd", "cad", "rub", "kzt", "sek", "jpy", "cny"].map(inEnglish)).toEqual([
      "$5",
      "CA$5",
      "₽5",
      "₸5",
      "SEK 5",
      "¥5",
      "CN¥5",
    ])
  })

  it("shows a share in per cent", () => {
    expect(plain(formatShare(0.125, "ru"))).toBe("12,5 %")
  })

  it("shows a calendar day as that day, wherever it is read", () => {
    expect(formatDay("2026-11-01", "en")).toBe("Nov 1")
  })

  it("knows the dashboard's names of languages", () => {
    expect(localeOf("ptBR")).toBe("pt-BR")
    expect(localeOf("ru")).toBe("ru")
  })
})
