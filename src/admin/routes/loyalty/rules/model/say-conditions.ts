import type { Source } from "../../../../forms/fields"
import { conditionFields } from "./tables"
import type { Condition, Leaf } from "./types"
import { allOf, namesOf, numberIn, oneOf, quoted, weekdaysIn, type Words } from "./words"

/** What a condition asks, as a clause that can follow "if". Empty where it asks nothing. */
export function sayCondition(condition: Condition, words: Words): string {
  return say(condition, words, true, false)
}

/** `holds`: as it is, or its opposite. `isInside`: within a longer sentence, where several parts need brackets. */
function say(condition: Condition, words: Words, holds: boolean, isInside: boolean): string {
  if ("code" in condition) return sayLeaf(condition, words, holds)
  if ("not" in condition) return say(condition.not, words, !holds, isInside)
  if ("some_line" in condition) {
    const inner = say(condition.some_line, words, true, false)
    if (inner === "") return holds ? "" : words.t("rules.say.never")
    return words.t(holds ? "rules.say.some_line" : "rules.say.no_line", { inner })
  }
  // The opposite of "all of these" is "any of their opposites", and the other way round.
  const isAll = "all" in condition === holds
  const inner = "all" in condition ? condition.all : condition.any
  if (inner.length === 0) return isAll ? "" : words.t("rules.say.never")
  const parts = inner.map((part) => say(part, words, holds, true))
  const telling = parts.filter((part) => part !== "")
  // One of several that asks nothing always holds.
  if (telling.length === 0 || (!isAll && telling.length < parts.length)) return ""
  const joined = isAll ? allOf(words.locale, telling) : oneOf(words.locale, telling)
  return isInside && telling.length > 1 ? `(${joined})` : joined
}

function sayLeaf(leaf: Leaf, words: Words, holds: boolean): string {
  const { t } = words
  const key = `rules.say.${holds ? "is" : "is_not"}.${leaf.code}`
  switch (leaf.code) {
    case "discounted":
      return t(key)
    case "chosen_category":
    case "promo_code":
      return leaf.in === undefined
        ? t(`${key}_any`)
        : t(key, { names: namesOf(words, sourceOf(leaf.code), leaf.in) })
    case "line_amount":
    case "order_amount": {
      const money = (value: number): string => words.money(value, leaf.currency_code)
      return t(key, { range: sayRange(words, leaf, money) })
    }
    case "line_quantity":
    case "order_quantity":
      return t(key, { range: sayRange(words, leaf, (value) => numberIn(words.locale, value)) })
    case "product_metadata":
    case "order_metadata":
      return t(key, { key: quoted(t, leaf.key), value: sayValue(words, leaf.equals) })
    case "weekday":
      return t(key, { names: oneOf(words.locale, weekdaysIn(words.locale, leaf.in)) })
    case "hours":
      return t(key, { from: leaf.from, to: leaf.to })
    case "dates":
      return t(key, { range: sayDays(words, leaf) })
    case "order_number":
      return t(key, { numbers: sayNumbers(words, leaf) })
    default:
      return t(key, { names: namesOf(words, sourceOf(leaf.code), leaf.in) })
  }
}

type Range = { min?: number; max?: number }

function sayRange({ t }: Words, { min, max }: Range, show: (value: number) => string): string {
  if (min !== undefined && max !== undefined) {
    if (min === max) return t("rules.say.range.exactly", { min: show(min) })
    return t("rules.say.range.between", { min: show(min), max: show(max) })
  }
  return min !== undefined
    ? t("rules.say.range.least", { min: show(min) })
    : t("rules.say.range.most", { max: max === undefined ? "" : show(max) })
}

function sayDays({ t, day }: Words, { from, to }: { from?: string; to?: string }): string {
  if (from !== undefined && to !== undefined) {
    if (from === to) return t("rules.say.days.on", { from: day(from) })
    return t("rules.say.days.between", { from: day(from), to: day(to) })
  }
  return from !== undefined
    ? t("rules.say.days.from", { from: day(from) })
    : t("rules.say.days.to", { to: to === undefined ? "" : day(to) })
}

function sayNumbers({ t, locale }: Words, leaf: Extract<Leaf, { code: "order_number" }>): string {
  const { is, every, min, max } = leaf
  const form = new Intl.PluralRules(locale, { type: "ordinal" })
  const nth = (kind: string, value: number): string =>
    t(`rules.say.${kind}.${form.select(value)}`, { number: numberIn(locale, value) })
  const ordinal = (value: number): string => nth("ordinal", value)
  return allOf(locale, [
    ...(is === undefined ? [] : [oneOf(locale, is.map(ordinal))]),
    ...(every === undefined ? [] : [nth("every", every)]),
    ...(min === undefined ? [] : [t("rules.say.from_number", { number: ordinal(min) })]),
    ...(max === undefined ? [] : [t("rules.say.to_number", { number: ordinal(max) })]),
  ])
}

function sayValue({ t, locale }: Words, value: string | number | boolean): string {
  if (typeof value === "number") return numberIn(locale, value)
  return typeof value === "boolean" ? t(value ? "rules.say.yes" : "rules.say.no") : quoted(t, value)
}

function sourceOf(code: Leaf["code"]): Source {
  const [field] = conditionFields[code]
  return field?.kind === "ids" ? field.source : "products"
}

/** What has to be looked up before the conditions can be said: everything that they name by id. */
export function askedNames(conditions: readonly Condition[]): { source: Source; values: string[] }[] {
  const bySource = new Map<Source, Set<string>>()
  const look = (condition: Condition): void => {
    if ("all" in condition) condition.all.forEach(look)
    else if ("any" in condition) condition.any.forEach(look)
    else if ("not" in condition) look(condition.not)
    else if ("some_line" in condition) look(condition.some_line)
    else {
      const [field] = conditionFields[condition.code]
      if (field?.kind !== "ids" || !("in" in condition)) return
      const values = bySource.get(field.source) ?? new Set()
      for (const value of condition.in ?? []) values.add(String(value))
      bySource.set(field.source, values)
    }
  }
  conditions.forEach(look)
  return [...bySource].map(([source, values]) => ({ source, values: [...values] }))
}
