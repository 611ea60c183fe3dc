import { type Locator } from "playwright-core"
import { admin } from "../../../demo/people"
import { type Language } from "../harness/languages"
import { type Stage } from "../harness/stage"
import { type Visit } from "../harness/visit"

/** Medusa's own words, which its dashboard brings. */
const stock = {
  en: {
    password: "Password",
    signIn: "Continue with Email",
    save: "Save",
  },
  ru: {
    password: "Пароль",
    signIn: "Продолжить через Email",
    save: "Сохранить",
  },
} as const satisfies Record<Language, object>

/** Ours, in its menu. */
const menu = {
  Loyalty: { en: "Loyalty", ru: "Лояльность" },
  Members: { en: "Members", ru: "Участники" },
} as const satisfies Record<string, Record<Language, string>>

const displayName: Record<Language, string> = { en: "English", ru: "Русский" }

/** The store's dashboard: Medusa's own, with the plugin's pages and widgets in it. */
export class Dashboard {
  constructor(
    private readonly stage: Stage,
    readonly visit: Visit,
    private language: Language,
  ) {}

  /** An owner who is at the login page. */
  static async atTheDoor(stage: Stage, language = stage.language): Promise<Dashboard> {
    const visit = await stage.visit({ who: "owner", language, localStorage: { lng: language } })
    return new Dashboard(stage, visit, language)
  }

  /** An owner who signed in earlier today. */
  static async open(stage: Stage, theme: "light" | "dark" = "light"): Promise<Dashboard> {
    const visit = await stage.visit({ who: "owner", theme, localStorage: { lng: stage.language } })
    const { storeUrl } = stage.world
    const { email, password } = admin
    const { request } = visit.context
    const answer = await request.post(`${storeUrl}/auth/user/emailpass`, { data: { email, password } })
    const { token } = (await answer.json()) as { token: string }
    await request.post(`${storeUrl}/auth/session`, { headers: { authorization: `Bearer ${token}` } })
    return new Dashboard(stage, visit, stage.language)
  }

  get page() {
    return this.visit.page
  }

  /** `path` as the dashboard's address bar shows it, after `/app`. */
  async goTo(path: string): Promise<void> {
    await this.page.goto(`${this.stage.world.storeUrl}/app${path}`)
  }

  async signIn(email = admin.email, password = admin.password): Promise<void> {
    const words = stock[this.language]
    await this.page.getByPlaceholder("Email").fill(email)
    await this.page.getByPlaceholder(words.password).fill(password)
    await this.page.getByRole("button", { name: words.signIn }).click()
  }

  menuEntry(entry: keyof typeof menu): Locator {
    return this.page.getByRole("link", { name: menu[entry][this.language], exact: true })
  }

  /** As a person does it, on their profile. */
  async switchTo(language: Language): Promise<void> {
    await this.goTo("/settings/profile/edit")
    const drawer = this.page.getByRole("dialog")
    await drawer.getByRole("combobox").click()
    await this.page.getByRole("option", { name: displayName[language] }).click()
    await drawer.getByRole("button", { name: stock[this.language].save }).click()
    await drawer.waitFor({ state: "detached" })
    this.language = language
  }
}
