import { type Locator } from "playwright-core"
import { type Language } from "../harness/languages"
import { type Stage } from "../harness/stage"
import { LoyaltyPages } from "./loyalty-pages"

const words = {
  en: {
    tiers: "Tiers",
    editLadder: "Change the ladder",
    grace: "Grace period, days",
    keptFor: (days: number) => `Members who no longer qualify keep the tier for ${days} days.`,
    create: "Create",
    newTier: "New tier",
    edit: "Edit",
    editTier: "Change the tier",
    name: "Name",
    handle: "Handle",
    threshold: "Threshold",
    multiplier: "Multiplier",
    save: "Save",
    check: "Some fields need your attention. They are marked.",
    missing: "This is needed.",
    noNumber: "This is not a number.",
    noWholeNumber: "This has to be a whole number.",
    noHandle: "Has to be small letters, digits and hyphens.",
    factor: (factor: string) => `Points times ${factor}`,
    more: "More actions",
    delete: "Delete",
    deleted: "The tier is deleted",
    versions: "Versions",
  },
  ru: {
    tiers: "Уровни",
    editLadder: "Изменить лестницу",
    grace: "Дней отсрочки",
    keptFor: (days: number) => `Уровень, который больше не заслужен, сохраняется ещё ${days} дней.`,
    create: "Создать",
    newTier: "Новый уровень",
    edit: "Изменить",
    editTier: "Изменить уровень",
    name: "Название",
    handle: "Имя в адресах",
    threshold: "Порог",
    multiplier: "Множитель",
    save: "Сохранить",
    check: "Проверьте отмеченные поля.",
    missing: "Это нужно заполнить.",
    noNumber: "Это не число.",
    noWholeNumber: "Нужно целое число.",
    noHandle: "Только маленькие латинские буквы, цифры и дефисы.",
    factor: (factor: string) => `Баллы умножаются на ${factor}`,
    more: "Другие действия",
    delete: "Удалить",
    deleted: "Уровень удалён",
    versions: "Версии",
  },
} as const satisfies Record<Language, object>

/** The tiers in the dashboard: the ladder with its tiers, a tier, and the forms that write them. */
export class TierPages {
  private constructor(readonly pages: LoyaltyPages) {}

  /** An owner who looks at the ladder. */
  static async open(stage: Stage, theme?: "light" | "dark"): Promise<TierPages> {
    const tiers = new TierPages(await LoyaltyPages.open(stage, theme))
    await tiers.pages.dashboard.goTo("/loyalty/tiers")
    await tiers.page.getByRole("heading", { level: 1, name: tiers.words.tiers }).waitFor()
    return tiers
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

  /** The form that is open. */
  get form(): Locator {
    return this.page.getByRole("dialog")
  }

  async beginLadder(): Promise<void> {
    await this.begin(this.words.editLadder, this.words.editLadder)
  }

  async beginTier(): Promise<void> {
    await this.begin(this.words.create, this.words.newTier)
  }

  /** From the tier's page. */
  async beginChange(): Promise<void> {
    await this.begin(this.words.edit, this.words.editTier)
  }

  field(name: "grace" | "name" | "handle" | "threshold" | "multiplier"): Locator {
    return this.form.getByRole("textbox", { name: this.words[name], exact: true })
  }

  async submit(): Promise<void> {
    await this.form.getByRole("button", { name: this.words.save, exact: true }).click()
  }

  /** Answers once the form is gone. */
  async save(): Promise<void> {
    await this.submit()
    await this.form.waitFor({ state: "detached" })
  }

  row(name: string): Locator {
    return this.page.getByRole("row").filter({ hasText: name })
  }

  async openTier(name: string): Promise<void> {
    await this.row(name).getByRole("link", { name }).click()
    await this.page.getByRole("heading", { level: 1, name }).waitFor()
  }

  /** From the tier's page; the question is left open. */
  async beginDeletion(): Promise<Locator> {
    await this.page.getByRole("main").getByRole("button", { name: this.words.more }).first().click()
    await this.page.getByRole("menuitem", { name: this.words.delete }).click()
    const question = this.page.getByRole("alertdialog")
    await question.waitFor()
    return question
  }

  private async begin(button: string, form: string): Promise<void> {
    await this.page.getByRole("main").getByRole("button", { name: button, exact: true }).click()
    await this.form.getByRole("heading", { name: form }).waitFor()
  }
}
