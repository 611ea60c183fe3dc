import { type Locator } from "playwright-core"
import { type Language } from "../harness/languages"
import { type LoyaltyPages } from "./loyalty-pages"

const words = {
  en: {
    tier: "Tier",
    setTier: "Set the tier",
    tierSet: "The tier is set",
    history: "History",
    byHand: "By hand",
    silver: "Silver",
    setBirthday: "Set the birthday",
    month: "Month",
    day: "Day",
    february: "February",
    noSuchDay: "This month has no such day",
    leapDay: "February 29",
  },
  ru: {
    tier: "Уровень",
    setTier: "Назначить уровень",
    tierSet: "Уровень назначен",
    history: "История",
    byHand: "Вручную",
    silver: "Серебро",
    setBirthday: "Указать день рождения",
    month: "Месяц",
    day: "День",
    february: "февраль",
    noSuchDay: "В этом месяце нет такого дня",
    leapDay: "29 февраля",
  },
} as const satisfies Record<Language, Record<string, string>>

/** One member's page, as staff see it. */
export class MemberPage {
  constructor(private readonly pages: LoyaltyPages) {}

  get words() {
    return words[this.pages.visit.language]
  }

  get drawer(): Locator {
    return this.pages.page.getByRole("dialog")
  }

  get tier(): Locator {
    return this.pages.page.getByRole("region", { name: this.words.tier, exact: true })
  }

  /** Of the menu of three dots, which is the page's first. */
  async choose(action: "setTier" | "setBirthday"): Promise<void> {
    const { page, words } = this.pages
    await page.getByRole("main").getByRole("button", { name: words.more }).first().click()
    await page.getByRole("menuitem", { name: this.words[action] }).click()
    await this.drawer.waitFor()
  }

  async select(field: "tier" | "month", value: string): Promise<void> {
    await this.drawer.getByRole("combobox", { name: this.words[field] }).click()
    await this.pages.page.getByRole("option", { name: value, exact: true }).click()
  }

  async save(): Promise<void> {
    await this.drawer.locator("[type=submit]").click()
  }
}
