import { type Locator } from "playwright-core"
import { type Language } from "../harness/languages"
import { type Stage } from "../harness/stage"
import { LoyaltyPages } from "./loyalty-pages"

const words = {
  en: {
    rules: "Earning rules",
    create: "Create",
    newRule: "New rule",
    edit: "Edit",
    editRule: "Change the rule",
    name: "Name",
    addCondition: "Add a condition",
    product: "Product",
    products: "Products",
    region: "Region",
    regions: "Regions",
    gives: "Gives",
    whatItGives: "What it gives",
    fixedPoints: "Fixed points",
    percentBack: "Percent back",
    percent: "Percent",
    points: "Points",
    forEach: "For each",
    unit: "unit that fits",
    inWords: "In words",
    priority: "Priority",
    save: "Save",
    check: "Some fields need your attention. They are marked.",
    missing: "This is needed.",
    noNumber: "This is not a number.",
    atMost: "Too big: expected number to be <=100.",
    more: "More actions",
    draft: "Draft",
    active: "Active",
    paused: "Paused",
    ended: "Ended",
    activate: "Activate",
    pause: "Pause",
    resume: "Resume",
    end: "End",
    stay: "Stay",
    versions: "Versions",
    next: "Next",
  },
  ru: {
    rules: "Правила начисления",
    create: "Создать",
    newRule: "Новое правило",
    edit: "Изменить",
    editRule: "Изменить правило",
    name: "Название",
    addCondition: "Добавить условие",
    product: "Товар",
    products: "Товары",
    region: "Регион",
    regions: "Регионы",
    gives: "Начисляет",
    whatItGives: "Что оно начисляет",
    fixedPoints: "Фиксированные баллы",
    percentBack: "Процент обратно",
    percent: "Процент",
    points: "Баллов",
    forEach: "За что",
    unit: "за каждую подходящую единицу",
    inWords: "Словами",
    priority: "Приоритет",
    save: "Сохранить",
    check: "Проверьте отмеченные поля.",
    missing: "Это нужно заполнить.",
    noNumber: "Это не число.",
    atMost: "Не больше 100.",
    more: "Другие действия",
    draft: "Черновик",
    active: "Действует",
    paused: "Приостановлено",
    ended: "Завершено",
    activate: "Включить",
    pause: "Приостановить",
    resume: "Возобновить",
    end: "Завершить",
    stay: "Остаться",
    versions: "Версии",
    next: "Вперёд",
  },
} as const satisfies Record<Language, Record<string, string>>

type Step = "activate" | "pause" | "resume" | "end"
type State = "draft" | "active" | "paused" | "ended"

/** The earning rules in the dashboard: their list, a rule, and the form that writes one. */
export class RulePages {
  private constructor(readonly pages: LoyaltyPages) {}

  /** An owner who looks at the list. */
  static async open(stage: Stage, theme?: "light" | "dark"): Promise<RulePages> {
    const rules = new RulePages(await LoyaltyPages.open(stage, theme))
    await rules.pages.dashboard.goTo("/loyalty/rules")
    await rules.page.getByRole("heading", { level: 1, name: rules.words.rules }).waitFor()
    return rules
  }

  get page() {
    return this.pages.page
  }

  get visit() {
    return this.pages.visit
  }

  get words() {
    return words[this.visit.language]
  }

  /** The rule's page, at the page of its versions where this one stands. */
  async openVersion(rule: string, version: number): Promise<void> {
    await this.pages.dashboard.goTo(`/loyalty/rules/${rule}`)
    const next = this.page.getByRole("button", { name: this.words.next, exact: true })
    await next.waitFor()
    while (!(await this.version(version).isVisible()) && (await next.isEnabled())) {
      await next.click()
      await this.visit.settled()
    }
    await this.version(version).waitFor()
  }

  /** Its row in the table of versions. */
  version(version: number): Locator {
    const number = this.page.getByRole("cell", { name: String(version), exact: true })
    return this.page.getByRole("row").filter({ has: number })
  }

  /** The form that is open. */
  get form(): Locator {
    return this.page.getByRole("dialog")
  }

  async beginRule(): Promise<void> {
    await this.page.getByRole("button", { name: this.words.create, exact: true }).click()
    await this.form.getByRole("heading", { name: this.words.newRule }).waitFor()
  }

  /** From the rule's page. */
  async beginChange(): Promise<void> {
    await this.page.getByRole("button", { name: this.words.edit, exact: true }).click()
    await this.form.getByRole("heading", { name: this.words.editRule }).waitFor()
  }

  /** Answers once the form is gone, and the rule of this name is shown. */
  async save(name: string): Promise<void> {
    await this.submit()
    await this.form.waitFor({ state: "detached" })
    await this.page.getByRole("heading", { level: 1, name }).waitFor()
  }

  async submit(): Promise<void> {
    await this.form.getByRole("button", { name: this.words.save, exact: true }).click()
  }

  get name(): Locator {
    return this.form.getByRole("textbox", { name: this.words.name, exact: true })
  }

  get priority(): Locator {
    return this.form.getByRole("textbox", { name: this.words.priority, exact: true })
  }

  async addCondition(condition: "product" | "region"): Promise<void> {
    await this.form.getByRole("button", { name: this.words.addCondition }).click()
    await this.page.getByRole("menuitem", { name: this.words[condition], exact: true }).click()
    await this.form.getByRole("group", { name: this.words[condition], exact: true }).waitFor()
  }

  /** The field of a condition in which things are found by their names. */
  picker(source: "products" | "regions"): Locator {
    return this.form.getByRole("combobox", { name: this.words[source], exact: true })
  }

  async choose(source: "products" | "regions", typed: string, option: string): Promise<void> {
    await this.picker(source).fill(typed)
    await this.page.getByRole("option", { name: option }).click()
    // Several can be chosen: the list stays open.
    await this.page.keyboard.press("Escape")
    await this.page.getByRole("listbox").waitFor({ state: "detached" })
  }

  get gives(): Locator {
    return this.form.getByRole("region", { name: this.words.gives, exact: true })
  }

  async giveFixedPoints(points: number): Promise<void> {
    const { words } = this
    await this.select(words.whatItGives, words.fixedPoints)
    await this.points.fill(String(points))
    await this.select(words.forEach, words.unit)
  }

  async givePercent(percent: number): Promise<void> {
    await this.select(this.words.whatItGives, this.words.percentBack)
    await this.percent.fill(String(percent))
  }

  get points(): Locator {
    return this.gives.getByRole("textbox", { name: this.words.points, exact: true })
  }

  get percent(): Locator {
    return this.gives.getByRole("textbox", { name: this.words.percent, exact: true })
  }

  /** What the form says of the rule in sentences. */
  get inWords(): Locator {
    return this.form.getByRole("region", { name: this.words.inWords, exact: true })
  }

  /** What the rule that is shown may be turned into, and it is asked whether it shall. */
  async turn(step: Step, into: State): Promise<void> {
    const { page, words } = this
    const button = page.getByRole("main").getByRole("button", { name: words[step], exact: true })
    if (await button.isVisible()) await button.click()
    else {
      await page.getByRole("main").getByRole("button", { name: words.more }).first().click()
      await page.getByRole("menuitem", { name: words[step], exact: true }).click()
    }
    const question = page.getByRole("alertdialog")
    await question.getByRole("button", { name: words[step], exact: true }).click()
    await this.inState(into)
  }

  async inState(state: State): Promise<void> {
    await this.page.getByRole("main").getByText(this.words[state], { exact: true }).first().waitFor()
  }

  private async select(field: string, option: string): Promise<void> {
    await this.gives.getByRole("combobox", { name: field, exact: true }).click()
    await this.page.getByRole("option", { name: option, exact: true }).click()
  }
}
