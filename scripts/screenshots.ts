import fs from "node:fs"
import path from "node:path"
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core"

const root = path.resolve(__dirname, "..")
const folder = path.join(root, "docs", "images")
const bytesMax = 150 * 1_024
const size = { width: 1_200, height: 800 }

interface Store {
  url: string
  storefront_url: string
  admin: { email: string; password: string }
  shopper: { email: string; password: string }
}

interface Wish {
  language: "en" | "ru"
  scheme?: "light" | "dark"
  size?: { width: number; height: number }
}

/**
 * Writes the pictures of the guides into docs/images, from the demo that is open: begin it with `npm run demo -- --fresh`,
 * so that its people have what the pictures show. CHROMIUM_PATH names the browser. Names of pictures choose them.
 */
async function main(wanted: string[]): Promise<void> {
  const store = JSON.parse(fs.readFileSync(path.join(root, ".demo", "store.json"), "utf8")) as Store
  fs.mkdirSync(folder, { recursive: true })
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM_PATH ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-background-networking"],
  })
  const studio = new Studio(browser, store, wanted)
  try {
    await takeShop(studio)
    await takeAdmin(studio)
  } finally {
    await browser.close()
  }
}

async function takeShop(studio: Studio): Promise<void> {
  const { shop, store } = studio
  await studio.with({ language: "en" }, ["shop-catalogue"], async (page) => {
    await page.goto(shop)
    await page.locator(".tile").first().waitFor()
    await studio.take(page, "shop-catalogue")
  })
  await studio.with(
    { language: "ru", scheme: "dark", size: { width: 390, height: 800 } },
    ["shop-product-ru"],
    async (page) => {
      await page.goto(`${shop}/products/clay-teapot`)
      await page.locator("loyalty-earn").waitFor()
      await studio.take(page, "shop-product-ru")
    },
  )
  await studio.with(
    { language: "en", size: { width: 1_200, height: 900 } },
    ["shop-account", "shop-cart", "shop-order"],
    async (page) => {
      await signIn(page, shop, store.shopper)
      await studio.take(page, "shop-account")
      await page.goto(`${shop}/products/clay-teapot`)
      await page.locator("form.buy button[type=submit]").click()
      await page.locator(".said a").click()
      await page.locator("loyalty-redeem").locator('[part="field"]').fill("200")
      await page.locator("loyalty-redeem").locator('[part~="apply"]').click()
      await page.locator(".totals .gain").waitFor()
      await studio.take(page, "shop-cart")
      await page.locator('a[href="/checkout"]').click()
      await page.locator("input[name=shipping]").nth(1).check()
      await page.getByText("Shipping").waitFor()
      await page.locator("form.columns button[type=submit]").click()
      await page.waitForURL("**/orders/**")
      await page.locator(".side .gain").waitFor()
      await page.setViewportSize(size)
      await studio.take(page, "shop-order")
    },
  )
}

async function signIn(page: Page, shop: string, { email, password }: Store["shopper"]): Promise<void> {
  await page.goto(`${shop}/sign-in`)
  await page.locator("input[name=email]").fill(email)
  await page.locator("input[name=password]").fill(password)
  await page.locator("form button[type=submit]").click()
  await page.locator("loyalty-history").waitFor()
}

const adminPictures = [
  "admin-overview",
  "admin-members",
  "admin-member",
  "admin-rules",
  "admin-rule",
  "admin-tiers",
  "admin-settings",
  "admin-customer",
  "admin-order",
] as const

/** Each screen of the admin by its address, as staff who have signed in see it. */
async function takeAdmin(studio: Studio): Promise<void> {
  const { store } = studio
  await studio.with(
    { language: "en", size: { width: 1_440, height: 900 } },
    adminPictures,
    async (page, context) => {
      const token = await signInStaff(context, store)
      const ask = async <T>(address: string): Promise<T> =>
        (await (
          await context.request.get(`${store.url}${address}`, {
            headers: { authorization: `Bearer ${token}` },
          })
        ).json()) as T
      const { customers } = await ask<{ customers: { id: string }[] }>(
        `/admin/customers?email=${store.shopper.email}`,
      )
      const { accounts } = await ask<{ accounts: { id: string }[] }>(
        `/admin/loyalty/accounts?customer_id=${customers[0].id}`,
      )
      const { orders } = await ask<{ orders: { id: string }[] }>(
        `/admin/orders?customer_id=${customers[0].id}&order=-created_at&limit=1`,
      )
      const { rules } = await ask<{ rules: { id: string; name: string }[] }>("/admin/loyalty/rules?limit=100")
      const rule = rules.find(({ name }) => name.includes("Three teas")) ?? rules[0]
      const screens: Record<(typeof adminPictures)[number], string> = {
        "admin-overview": "/loyalty",
        "admin-members": "/loyalty/members",
        "admin-member": `/loyalty/members/${accounts[0].id}`,
        "admin-rules": "/loyalty/rules",
        "admin-rule": `/loyalty/rules/${rule.id}`,
        "admin-tiers": "/loyalty/tiers",
        "admin-settings": "/loyalty/settings",
        "admin-customer": `/customers/${customers[0].id}`,
        "admin-order": `/orders/${orders[0].id}`,
      }
      for (const [name, address] of Object.entries(screens)) {
        if (!studio.wants(name)) continue
        await page.goto(`${store.url}/app${address}`)
        await page.getByRole("main").waitFor()
        // Medusa's own pages have what is ours further down.
        if (!address.startsWith("/loyalty")) {
          await page
            .getByRole("heading", { name: /^Loyalty( points)?$/ })
            .first()
            .evaluate((heading) => heading.scrollIntoView({ block: "center" }))
        }
        await studio.take(page, name)
      }
    },
  )
}

async function signInStaff(context: BrowserContext, { url, admin }: Store): Promise<string> {
  const answer = await context.request.post(`${url}/auth/user/emailpass`, { data: admin })
  const { token } = (await answer.json()) as { token: string }
  await context.request.post(`${url}/auth/session`, { headers: { authorization: `Bearer ${token}` } })
  return token
}

class Studio {
  constructor(
    private readonly browser: Browser,
    readonly store: Store,
    private readonly wanted: string[],
  ) {}

  get shop(): string {
    return this.store.storefront_url
  }

  wants(name: string): boolean {
    return this.wanted.length === 0 || this.wanted.includes(name)
  }

  /** A scene is played for those of its pictures that are wanted; for none it is not. */
  async with(
    wish: Wish,
    pictures: readonly string[],
    work: (page: Page, context: BrowserContext) => Promise<void>,
  ): Promise<void> {
    if (!pictures.some((name) => this.wants(name))) return
    const context = await this.browser.newContext({
      locale: wish.language === "ru" ? "ru-RU" : "en-GB",
      colorScheme: wish.scheme ?? "light",
      viewport: wish.size ?? size,
      reducedMotion: "reduce",
    })
    await work(await context.newPage(), context)
    await context.close()
  }

  /** When nothing loads any more. A picture too heavy for a guide is an error. */
  async take(page: Page, name: string): Promise<void> {
    if (!this.wants(name)) return
    await page.waitForLoadState("networkidle")
    await page.waitForFunction(
      () => document.querySelector('[aria-busy="true"], [state="loading"], .animate-pulse') === null,
    )
    const picture = await page.screenshot({ animations: "disabled" })
    if (picture.length > bytesMax)
      throw new Error(`${name} has ${picture.length} bytes; ${bytesMax} are allowed.`)
    fs.writeFileSync(path.join(folder, `${name}.png`), picture)
    console.log(`${name}.png ${Math.round(picture.length / 1_024)} KB`)
  }
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error)
  process.exitCode = 1
})
