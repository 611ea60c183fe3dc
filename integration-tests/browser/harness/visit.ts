import fs from "node:fs"
import path from "node:path"
import {
  type Browser,
  type BrowserContext,
  type ConsoleMessage,
  type Locator,
  type Page,
  type Request,
} from "playwright-core"
import { repository } from "../../helpers/database"
import { violations } from "./axe"
import { type Language, localeOf } from "./languages"

/** Git ignores it: for a person to look at. */
export const screenshots = path.join(repository, ".screenshots")

export interface VisitOptions {
  /** In file names and complaints: "owner", "shopper". */
  who: string
  language: Language
  theme?: "light" | "dark"
  /** Put into the browser's storage before any page runs. */
  localStorage?: Record<string, string>
}

interface Expected {
  url: RegExp
  says: RegExp
}

const patienceMs = 30_000
const tabsMax = 80
/** Screen refreshes, one after the other, at which nothing is under way. */
const calmLooks = 5
const size = { width: 1360, height: 900 }
const highest = 6_000

/**
 * One person at a browser of their own. It notes whatever a person would call broken: errors on the console, errors
 * that nobody caught, and requests that leave this machine.
 */
export class Visit {
  readonly complaints: string[] = []
  private readonly expected: Expected[] = []
  private readonly asked = new Set<Request>()

  private constructor(
    readonly context: BrowserContext,
    readonly page: Page,
    readonly options: VisitOptions,
  ) {}

  static async begin(browser: Browser, options: VisitOptions): Promise<Visit> {
    const { language, theme = "light", localStorage = {} } = options
    const context = await browser.newContext({
      viewport: size,
      locale: localeOf[language],
      timezoneId: "Europe/Moscow",
      colorScheme: theme,
      reducedMotion: "reduce",
    })
    context.setDefaultTimeout(patienceMs)
    await context.addInitScript((items) => {
      // What the person has changed since is theirs.
      for (const [key, value] of Object.entries(items)) {
        if (globalThis.localStorage.getItem(key) === null) globalThis.localStorage.setItem(key, value)
      }
    }, localStorage)
    const visit = new Visit(context, await context.newPage(), options)
    visit.watch()
    return visit
  }

  get language(): Language {
    return this.options.language
  }

  /** The browser itself reports a refused request as an error: this one is part of the story. */
  expectRefusal(url: RegExp, status: number): void {
    this.expected.push({ url, says: new RegExp(`status of ${status}\\b`) })
  }

  /** From now on the requests that match find no server. Answers with the way back. */
  async loseServer(url: RegExp): Promise<() => Promise<void>> {
    this.expected.push({ url, says: /net::ERR_CONNECTION_REFUSED/ })
    await this.page.route(url, (route) => route.abort("connectionrefused"))
    return () => this.page.unroute(url)
  }

  /** By the Tab key alone, as somebody without a mouse gets there. */
  async tabTo(place: Locator): Promise<void> {
    for (let presses = 0; presses < tabsMax; presses += 1) {
      await this.page.keyboard.press("Tab")
      if (await place.evaluate((element) => element.matches(":focus"))) return
    }
    throw new Error(`${tabsMax} presses of Tab did not lead to ${place.toString()}.`)
  }

  /** Until everything that the page has asked for is answered, and nothing more is asked. */
  async settled(): Promise<void> {
    const deadline = Date.now() + patienceMs
    for (let calm = 0; calm < calmLooks && Date.now() < deadline;) {
      await this.page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)))
      calm = this.asked.size === 0 ? calm + 1 : 0
    }
  }

  /** Looks at what is on the screen, or at a part of it: a picture for people, and axe for everybody. */
  async inspect(name: string, within = this.page.locator("body")): Promise<void> {
    await this.settled()
    await this.photograph(path.join(this.language, `${name}${this.options.theme === "dark" ? "-dark" : ""}`))
    const found = await violations(within)
    if (found.length > 0) throw new Error(`axe finds on "${name}":\n${found.join("\n")}`)
  }

  /** The picture and the page's HTML of a test that failed. */
  async keepEvidence(test: string): Promise<string> {
    const name = path.join("failures", `${fileName(test)}-${this.options.who}`)
    await this.photograph(name)
    fs.writeFileSync(path.join(screenshots, `${name}.html`), await this.page.content())
    return path.join(path.relative(process.cwd(), screenshots), `${name}.png`)
  }

  async end(): Promise<void> {
    await this.context.close()
  }

  /** The whole page, also where a part of it scrolls by itself, as the dashboard's and its dialogs do. */
  private async photograph(name: string): Promise<void> {
    const height = await this.page.evaluate(() => {
      const scrolled = ["main", "main *", "[role=dialog]", "[role=dialog] *"].join()
      const hidden = [...document.querySelectorAll(scrolled)].map(({ scrollHeight, clientHeight }) =>
        clientHeight > 0 ? scrollHeight - clientHeight : 0,
      )
      return Math.max(document.documentElement.scrollHeight, innerHeight + Math.max(0, ...hidden))
    })
    await this.page.setViewportSize({ ...size, height: Math.min(height, highest) })
    const file = path.join(screenshots, `${name}.png`)
    await this.page.screenshot({ path: file, fullPage: true, animations: "disabled" })
    await this.page.setViewportSize(size)
  }

  private watch(): void {
    this.page.on("console", (message) => {
      if (message.type() === "error" && !this.isExpected(message)) {
        const { url } = message.location()
        this.complaints.push(`console error: ${message.text()} (${url})`)
      }
    })
    this.page.on("pageerror", (error) => this.complaints.push(`uncaught: ${error.stack ?? error.message}`))
    this.page.on("requestfinished", (request) => this.asked.delete(request))
    this.page.on("requestfailed", (request) => this.asked.delete(request))
    this.page.on("request", (request) => {
      this.asked.add(request)
      if (leavesThisMachine(request.url())) this.complaints.push(`a request to the outside: ${request.url()}`)
    })
    this.page.on("websocket", (socket) => {
      if (leavesThisMachine(socket.url())) this.complaints.push(`a socket to the outside: ${socket.url()}`)
    })
  }

  private isExpected(message: ConsoleMessage): boolean {
    const { url: address } = message.location()
    return [...always, ...this.expected].some(
      ({ url, says }) => url.test(address) && says.test(message.text()),
    )
  }
}

/** Medusa's own list of orders shows the country of each by a picture from elsewhere. Here it stays without. */
const stockFlags = /^https:\/\/cdn\.jsdelivr\.net\/gh\/lipis\/flag-icons\//

const always: Expected[] = [
  { url: stockFlags, says: /net::ERR_NAME_NOT_RESOLVED/ },
  // Medusa's dashboard asks who is signed in before anybody is.
  { url: /\/admin\/users\/me\b/, says: /status of 401\b/ },
]

function leavesThisMachine(address: string): boolean {
  const { protocol, hostname } = new URL(address)
  return /^(https?|wss?):$/.test(protocol) && hostname !== "localhost" && !stockFlags.test(address)
}

const fileName = (sentence: string) =>
  sentence
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, "-")
    .slice(0, 120)
