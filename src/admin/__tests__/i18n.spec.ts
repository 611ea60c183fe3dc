import fs from "node:fs"
import path from "node:path"
import { loyaltyErrorCodes } from "../../modules/loyalty/domain/errors"
import resources from "../i18n"

type Texts = { [key: string]: string | Texts }

const english = resources.en.loyalty as Texts
const russian = resources.ru.loyalty as Texts
const admin = path.join(__dirname, "..")

/** "common.points_few" and "common.points_one" are one text in several numbers. */
const plural = /_(zero|one|two|few|many|other)$/

function keysOf(texts: Texts, before = ""): string[] {
  return Object.entries(texts).flatMap(([key, value]) =>
    typeof value === "string" ? [`${before}${key}`] : keysOf(value, `${before}${key}.`),
  )
}

const textsOf = (texts: Texts): [string, string][] =>
  keysOf(texts).map((key) => [
    key,
    key.split(".").reduce<Texts | string>((inside, part) => (inside as Texts)[part] ?? "", texts) as string,
  ])

const withoutPlurals = (texts: Texts): string[] =>
  [...new Set(keysOf(texts).map((key) => key.replace(plural, "")))].sort()

const placeholders = (text: string): string[] => [...new Set(text.match(/{{\w+}}/g) ?? [])].sort()

/** Every `t("…")` of the screens, with a key written in full. */
function keysInUse(): { key: string; file: string }[] {
  const files = fs
    .readdirSync(admin, { recursive: true, encoding: "utf8" })
    .filter((file) => /\.tsx?$/.test(file) && !file.includes("__tests__") && !file.startsWith("i18n"))
  return files.flatMap((file) =>
    [...fs.readFileSync(path.join(admin, file), "utf8").matchAll(/\bt\(\s*"([\w.]+)"/g)].map(([, key]) => ({
      key: key ?? "",
      file,
    })),
  )
}

describe("the words of the staff's screens", () => {
  it("says in Russian all that it says in English, and the other way round", () => {
    expect(withoutPlurals(russian)).toEqual(withoutPlurals(english))
  })

  it("has every plural form of the language wherever it has one", () => {
    const formsOf = (texts: Texts) => {
      const forms = new Map<string, string[]>()
      for (const key of keysOf(texts)) {
        const form = plural.exec(key)?.[1]
        if (form === undefined) continue
        const name = key.replace(plural, "")
        forms.set(name, [...(forms.get(name) ?? []), form].sort())
      }
      return forms
    }
    for (const [name, forms] of formsOf(english))
      expect({ name, forms }).toEqual({ name, forms: ["one", "other"] })
    for (const [name, forms] of formsOf(russian))
      expect({ name, forms }).toEqual({ name, forms: ["few", "many", "one", "other"] })
  })

  it("puts the same values into both languages", () => {
    const ofRussian = new Map(textsOf(russian))
    for (const [key, text] of textsOf(english)) {
      const other = ofRussian.get(key)
      if (other !== undefined && !plural.test(key)) {
        expect({ key, values: placeholders(other) }).toEqual({ key, values: placeholders(text) })
      }
    }
  })

  it("has no text that is empty", () => {
    expect([...textsOf(english), ...textsOf(russian)].filter(([, text]) => text.trim() === "")).toEqual([])
  })

  it("has words for every refusal of the routes", () => {
    const known = Object.keys(resources.en.loyalty.errors)
    expect(loyaltyErrorCodes.filter((code) => !known.includes(code))).toEqual([])
  })

  it("has every text that a screen asks for", () => {
    const known = new Set([...keysOf(english), ...withoutPlurals(english)])
    const asked = keysInUse()
    expect(asked.length).toBeGreaterThan(10)
    expect(asked.filter(({ key }) => !known.has(key))).toEqual([])
  })
})
