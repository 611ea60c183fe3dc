import { type Locator, type Page } from "playwright-core"
import { type Customer } from "../../../demo/people"
import { type Language } from "../harness/languages"
import { type Stage } from "../harness/stage"
import { type Visit } from "../harness/visit"
import { Dashboard } from "./dashboard"
import { numberIn } from "./shop-front"

const words = {
  en: {
    outstanding: "Owed to members now",
    points: "Points",
    orders: "Members and orders",
    search: "Name, e-mail or phone",
    balance: "Balance",
    available: "Available",
    ledger: "Ledger",
    lots: "Where the points come from",
    adjust: "Adjust points",
    amount: "Points",
    note: "Note",
    give: "Give",
    take: "Take",
    given: "The points are given",
    taken: "The points are taken",
    widget: "Loyalty",
    orderWidget: "Loyalty points",
    earned: "Earned",
    spent: "Spent",
    why: "Why",
    settle: "Settle now",
    settledNothing: "Nothing was to be changed",
    retry: "Try again",
    failed: "This could not be loaded",
    freeze: "Freeze",
    more: "More actions",
    cancel: "Cancel",
    leave: "Leave",
    stay: "Stay",
    frozen: "The account is frozen",
    settings: "Settings",
    rules: "Earning rules",
    tiers: "Tiers",
    earnPoints: "Points",
    pendingDays: "Days until points are available",
    withChanges: "With your changes",
    review: "Review and save",
    save: "Save",
    saved: "Saved",
    newOrders: "Orders from now on",
  },
  ru: {
    outstanding: "Обязательства перед участниками",
    points: "Баллы",
    orders: "Участники и заказы",
    search: "Имя, почта или телефон",
    balance: "Баланс",
    available: "Доступно",
    ledger: "История баллов",
    lots: "Откуда баллы",
    adjust: "Изменить баллы",
    amount: "Баллы",
    note: "Заметка",
    give: "Начислить",
    take: "Снять",
    given: "Баллы начислены",
    taken: "Баллы сняты",
    widget: "Лояльность",
    orderWidget: "Баллы лояльности",
    earned: "Начислено",
    spent: "Списано",
    why: "Почему",
    settle: "Рассчитать сейчас",
    settledNothing: "Менять было нечего",
    retry: "Повторить",
    failed: "Не удалось загрузить",
    freeze: "Заморозить",
    more: "Другие действия",
    cancel: "Отмена",
    leave: "Уйти",
    stay: "Остаться",
    frozen: "Счёт заморожен",
    settings: "Настройки",
    rules: "Правила начисления",
    tiers: "Уровни",
    earnPoints: "Баллы",
    pendingDays: "Через сколько дней баллы доступны",
    withChanges: "С вашими изменениями",
    review: "Проверить и сохранить",
    save: "Сохранить",
    saved: "Сохранено",
    newOrders: "Новые заказы",
  },
} as const satisfies Record<Language, Record<string, string>>

/** The plugin's own pages and widgets in the dashboard. */
export class LoyaltyPages {
  private constructor(readonly dashboard: Dashboard) {}

  /** The part of the dashboard that is ours on a page of ours; around it is Medusa's, of which axe has other opinions. */
  get content(): Locator {
    return this.page.getByRole("main")
  }

  /** An owner who signed in earlier today. */
  static async open(stage: Stage, theme?: "light" | "dark"): Promise<LoyaltyPages> {
    return new LoyaltyPages(await Dashboard.open(stage, theme))
  }

  get page(): Page {
    return this.dashboard.page
  }

  get visit(): Visit {
    return this.dashboard.visit
  }

  get words() {
    return words[this.visit.language]
  }

  section(name: keyof (typeof words)["en"]): Locator {
    return this.page.getByRole("region", { name: this.words[name], exact: true })
  }

  async openOverview(): Promise<void> {
    await this.dashboard.goTo("/loyalty")
    await this.section("outstanding").waitFor()
  }

  async openMembers(): Promise<void> {
    await this.dashboard.goTo("/loyalty/members")
  }

  async openSettings(): Promise<void> {
    await this.dashboard.goTo("/loyalty/settings")
    await this.page.getByRole("heading", { level: 1, name: this.words.settings }).waitFor()
  }

  /** The points that an amount of money earns, on the settings. */
  earnPoints(currency: string): Locator {
    const rate = this.page.getByRole("group", { name: currency, exact: true })
    return rate.getByRole("textbox", { name: this.words.earnPoints }).first()
  }

  /** By the search of the list; answers once the member's page is there. */
  async findMember({ email, firstName, lastName }: Customer): Promise<void> {
    const name = `${firstName} ${lastName}`
    await this.page.getByPlaceholder(this.words.search).fill(email)
    await this.page.getByRole("row").filter({ hasText: email }).getByRole("link", { name }).click()
    await this.page.getByRole("heading", { level: 1, name }).waitFor()
  }

  /** What the member's page says of the member's points. */
  async available(): Promise<number> {
    const term = this.section("balance").locator(`dt:text-is("${this.words.available}") + dd`)
    return numberIn(await term.innerText())
  }

  /** Opens the drawer and fills it: points to give, or to take where the number is below zero. */
  async beginAdjustment(points: number, note = ""): Promise<void> {
    const { words } = this
    await this.page.getByRole("button", { name: words.adjust }).first().click()
    const drawer = this.page.getByRole("dialog", { name: words.adjust })
    await drawer.getByRole("radio", { name: points < 0 ? words.take : words.give }).click()
    await drawer.getByRole("textbox", { name: words.amount, exact: true }).fill(String(Math.abs(points)))
    if (note) await drawer.getByRole("textbox", { name: words.note }).fill(note)
  }

  async finishAdjustment(): Promise<void> {
    const drawer = this.page.getByRole("dialog", { name: this.words.adjust })
    await drawer.locator("[type=submit]").click()
  }
}
