import { type Locator } from "playwright-core"
import { type Customer } from "../../../demo/people"
import { type Language } from "../harness/languages"
import { type Stage } from "../harness/stage"
import { type Visit } from "../harness/visit"

/** What the shop and the library's components say, as a shopper looks for it. */
const words = {
  en: {
    signIn: "Sign in",
    email: "E-mail",
    password: "Password",
    firstName: "First name",
    lastName: "Last name",
    createAccount: "Create an account",
    add: "Add to cart",
    inCart: /In your cart now/,
    cart: "Cart",
    checkout: "To checkout",
    address: "Address",
    city: "City",
    postalCode: "Postal code",
    place: /^Place the order/,
    total: "Total",
    byPoints: "Paid with points",
    earn: /^(?:You will|Members) earn (?:up to )?(.+)$/,
    onTheirWay: /^(.+) are on their way/,
    spent: /^(.+) paid for a part of it/,
    account: "Your points",
    pending: "Pending",
    history: "Points history",
    redeem: "Pay with points",
    field: "Points to use",
    slider: "How many points to use",
    use: "Use points",
    change: "Change",
    remove: "Remove",
    used: /^Used: (.+)/,
    retry: "Try again",
    unavailable: "Points cannot be shown at the moment.",
    lost: "The shop did not answer. Try again.",
    notThatMany: "You do not have that many points any more.",
    frozen: "Your points are frozen for now. Please ask the shop.",
    wouldEarn: /^This order would earn (.+)\.$/,
    cartEmpty: "Your cart is empty.",
    signedOut: "Sign in",
  },
  ru: {
    signIn: "Войти",
    email: "Эл. почта",
    password: "Пароль",
    firstName: "Имя",
    lastName: "Фамилия",
    createAccount: "Создать кабинет",
    add: "В корзину",
    inCart: /Товар в корзине/,
    cart: "Корзина",
    checkout: "К оформлению",
    address: "Адрес",
    city: "Город",
    postalCode: "Индекс",
    place: /^Оформить заказ/,
    total: "Итого",
    byPoints: "Оплачено баллами",
    earn: /^(?:Начислим за покупку|Участникам начислим)(?: до)?: (.+)$/,
    onTheirWay: /^Начислено:\s(.+)\s—\sпока ожидают/,
    spent: /^Списано: (.+)\./,
    account: "Ваши баллы",
    pending: "Ожидают",
    history: "История баллов",
    redeem: "Оплата баллами",
    field: "Сколько списать",
    slider: "Сколько баллов списать",
    use: "Списать баллы",
    change: "Изменить",
    remove: "Убрать",
    used: /^Спишем: (.+)/,
    retry: "Повторить",
    unavailable: "Сейчас не удаётся показать баллы.",
    lost: "Магазин не ответил. Повторите.",
    notThatMany: "Столько баллов у вас уже нет.",
    frozen: "Ваш счёт временно заморожен. Обратитесь в магазин.",
    wouldEarn: /^За этот заказ начислили бы (.+)\.$/,
    cartEmpty: "В корзине пусто.",
    signedOut: "Войти",
  },
} as const satisfies Record<Language, Record<string, string | RegExp>>

export type Country = Customer["country"]

interface OpenOptions {
  country?: Country
  theme?: "light" | "dark"
}

/** The demo shop in a shopper's browser. */
export class ShopFront {
  private constructor(
    private readonly stage: Stage,
    readonly visit: Visit,
  ) {}

  static async open(stage: Stage, { country = "ru", theme }: OpenOptions = {}): Promise<ShopFront> {
    const localStorage = {
      "shop.language": stage.language,
      "shop.region": stage.world.notes.region_ids?.[country] ?? "",
    }
    return new ShopFront(stage, await stage.visit({ who: "shopper", theme, localStorage }))
  }

  get page() {
    return this.visit.page
  }

  get words() {
    return words[this.visit.language]
  }

  async goTo(path: string): Promise<void> {
    await this.page.goto(`${this.stage.storefrontUrl}${path}`)
    await this.page.getByRole("main").getByRole("heading", { level: 1 }).waitFor()
  }

  async register({ firstName, lastName, email, password }: Customer): Promise<void> {
    await this.goTo("/register")
    await this.page.getByLabel(this.words.firstName).fill(firstName)
    await this.page.getByLabel(this.words.lastName).fill(lastName)
    await this.page.getByLabel(this.words.email).fill(email)
    await this.page.getByLabel(this.words.password).fill(password)
    await this.page.getByRole("button", { name: this.words.createAccount }).click()
    await this.page.waitForURL("**/account")
  }

  async signIn({ email, password }: Customer): Promise<void> {
    await this.goTo("/sign-in")
    await this.page.getByLabel(this.words.email).fill(email)
    await this.page.getByLabel(this.words.password).fill(password)
    await this.page.getByRole("main").getByRole("button", { name: this.words.signIn }).click()
    await this.page.waitForURL("**/account")
  }

  /** Puts one of the product, in the variant that is shown first, into the cart. */
  async addToCart(handle: string): Promise<void> {
    await this.goTo(`/products/${handle}`)
    await this.page.getByRole("button", { name: this.words.add }).click()
    await this.page.getByText(this.words.inCart).waitFor()
  }

  /** From the cart, through the checkout; answers the order's id. */
  async placeOrder({ firstName, lastName, address }: Customer): Promise<string> {
    await this.goTo("/checkout")
    await this.page.getByLabel(this.words.firstName).fill(firstName)
    await this.page.getByLabel(this.words.lastName).fill(lastName)
    await this.page.getByLabel(this.words.address).fill(address.address_1)
    await this.page.getByLabel(this.words.city).fill(address.city)
    await this.page.getByLabel(this.words.postalCode).fill(address.postal_code)
    const place = this.page.getByRole("button", { name: this.words.place })
    await this.page.getByRole("radio").first().check()
    await place.click()
    await this.page.waitForURL(/\/orders\/order_/)
    return /order_\w+/.exec(this.page.url())![0]
  }

  /** What the product or the cart on the screen promises, in the words of the language. */
  async promise(): Promise<number> {
    const sentence = this.page.getByRole("main").locator("loyalty-earn [part=earn]").first()
    const text = (await sentence.innerText()).trim()
    const promised = this.words.earn.exec(text)
    if (!promised) throw new Error(`"${text}" is no promise of points.`)
    return numberIn(promised[1])
  }

  /** The number in a sentence, once the sentence is there. */
  async pointsIn(place: Locator, sentence: RegExp): Promise<number> {
    const text = (await place.innerText()).trim()
    return numberIn(sentence.exec(text)?.[1] ?? text)
  }

  /** The cart's total, as the shop writes it. */
  get total(): Locator {
    return this.amount(this.words.total)
  }

  get paidWithPoints(): Locator {
    return this.amount(this.words.byPoints)
  }

  /** The account's panel. */
  get points(): Locator {
    return this.page.getByRole("region", { name: this.words.account })
  }

  async available(): Promise<number> {
    return numberIn(await this.points.locator("[part=points]").innerText())
  }

  get history(): Locator {
    return this.page.getByRole("region", { name: this.words.history })
  }

  get redeem(): Locator {
    return this.page.getByRole("region", { name: this.words.redeem })
  }

  get field(): Locator {
    return this.redeem.getByRole("spinbutton", { name: this.words.field })
  }

  get slider(): Locator {
    return this.redeem.getByRole("slider", { name: this.words.slider })
  }

  private amount(term: string): Locator {
    return this.page.getByRole("definition").and(this.page.locator(`dt:text-is("${term}") + dd`))
  }
}

/** "1 497,50 баллов" is 1497.5. */
export function numberIn(text: string): number {
  const digits = text.replace(/[^\d.,]/g, "")
  const decimals = /[.,](\d{1,2})$/.exec(digits)?.[1]
  const whole = (decimals ? digits.slice(0, -decimals.length - 1) : digits).replace(/[.,]/g, "")
  return Number(decimals ? `${whole}.${decimals}` : whole)
}
