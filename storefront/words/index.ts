import type { LoyaltyProgram } from "../store-types"
import { en, type Forms, type WordKey, type Words } from "./en"
import { ru } from "./ru"

export type { Forms, WordKey, Words }

const known: Record<string, Words> = { en, ru }

/** Texts of the shop's own, by language: some instead of ours, or all of another language. */
export type OwnWords = Record<string, Partial<Words>>

/** The promise of points. A guest gets none, whatever is promised to members. */
export function promiseKey(signedIn: boolean | undefined, isSpread: boolean): WordKey {
  const whose = signedIn === false ? "members_earn" : "earn"
  return isSpread ? `${whose}_up_to` : whose
}

/** What a component says, in one language. */
export class Speech {
  readonly language: string
  private readonly words: Words

  /** `language` as in a `lang` attribute. A language without words speaks English. */
  constructor(
    language: string,
    own: OwnWords = {},
    private readonly program?: Pick<LoyaltyProgram, "precision" | "unit_names">,
  ) {
    const base = baseOf(language)
    const isKnown = Object.hasOwn(known, base)
    this.words = { ...(entryOf(known, base) ?? en), ...entryOf(own, base), ...entryOf(own, language) }
    const isSpoken = isKnown || Object.hasOwn(own, base) || Object.hasOwn(own, language)
    this.language = isSpoken && isTag(language) ? language : isKnown ? base : "en"
  }

  say(key: WordKey, parts: Record<string, string> = {}): string {
    return this.words[key].replace(/\{(\w+)\}/g, (whole, name: string) => parts[name] ?? whole)
  }

  /** The word for it if there is one. */
  find(key: string, parts: Record<string, string> = {}): string | null {
    return Object.hasOwn(this.words, key) ? this.say(key as WordKey, parts) : null
  }

  number(value: number): string {
    return new Intl.NumberFormat(this.language, this.digitsOf(value)).format(value)
  }

  /** As in "1,497 points": the program's own name for them, in the form that the number asks for. */
  points(value: number): string {
    const { unit_names: names = {} } = this.program ?? {}
    const forms = entryOf(names, this.language) ?? entryOf(names, baseOf(this.language)) ?? this.words.points
    return this.counted(value, forms, this.digitsOf(value))
  }

  /** With its sign, for what came and went. */
  change(value: number): string {
    const sign = value > 0 ? "+" : value < 0 ? "−" : ""
    return `${sign}${this.points(Math.abs(value))}`
  }

  orders(value: number): string {
    return this.counted(value, this.words.orders, {})
  }

  money(amount: number, currencyCode: string): string {
    return new Intl.NumberFormat(this.language, {
      style: "currency",
      currency: currencyCode.toUpperCase(),
      currencyDisplay: "narrowSymbol",
      trailingZeroDisplay: "stripIfInteger",
    }).format(amount)
  }

  date(at: string): string {
    return new Intl.DateTimeFormat(this.language, { day: "numeric", month: "long", year: "numeric" }).format(
      new Date(at),
    )
  }

  time(at: string): string {
    return new Intl.DateTimeFormat(this.language, { hour: "numeric", minute: "2-digit" }).format(new Date(at))
  }

  private counted(value: number, forms: Forms, digits: Intl.NumberFormatOptions): string {
    const form = new Intl.PluralRules(this.language, digits).select(value)
    const word = forms[form] ?? forms.other ?? forms.many ?? ""
    return `${new Intl.NumberFormat(this.language, digits).format(value)} ${word}`.trim()
  }

  /** All decimals of the program or none, as money is written. */
  private digitsOf(value: number): Intl.NumberFormatOptions {
    const precision = this.program?.precision ?? 0
    return {
      minimumFractionDigits: Number.isInteger(value) ? 0 : precision,
      maximumFractionDigits: precision,
    }
  }
}

/** Whether `Intl` knows what to do with it: a page may have any text as its `lang`. */
function isTag(language: string): boolean {
  try {
    return Intl.getCanonicalLocales(language).length > 0
  } catch {
    return false
  }
}

/** Nothing that every object has by itself: a page may call its language "constructor". */
function entryOf<Entry>(table: Record<string, Entry>, name: string): Entry | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined
}

/** The language of a region's variant: "ru" of "ru-RU". */
function baseOf(language: string): string {
  return language.split("-")[0]?.toLowerCase() ?? ""
}
