import fs from "node:fs"
import path from "node:path"
import { type Browser } from "playwright-core"
import { serveStorefront, type Storefront } from "../../demo/storefront/serve"
import { launchChromium } from "./harness/chromium"
import { keptWorld } from "./harness/kept-world"
import { type Scene } from "./harness/stage"
import { screenshots } from "./harness/visit"
import { openWorld, type World } from "./harness/world"
import { dashboardStories } from "./stories/dashboard"
import { memberStories } from "./stories/member"
import { ownerStories } from "./stories/owner"
import { programStories } from "./stories/program"
import { ruleStories } from "./stories/rules"
import { shopperStories } from "./stories/shopper"
import { shopperTroubles } from "./stories/shopper-troubles"
import { tierStories } from "./stories/tiers"

const openingMs = 600_000

/**
 * The screens as people meet them: the plugin from npm in a store of somebody else's, the storefront beside it, and
 * a real browser. One store for all stories; each makes its own people, for none may rest on what another has done.
 */
describe("in a browser", () => {
  let world: World | undefined
  let browser: Browser | undefined
  let storefront: Storefront | undefined

  beforeAll(async () => {
    fs.rmSync(screenshots, { recursive: true, force: true })
    const kept = process.env.BROWSER_WORLD
    world = await (kept ? keptWorld(kept) : openWorld())
    storefront = await serveStorefront({
      port: world.storefrontPort,
      storeUrl: world.storeUrl,
      publishableKey: world.notes.publishable_api_key ?? "",
      library: path.join(world.plugin, "dist", "storefront"),
    })
    browser = await launchChromium()
  }, openingMs)

  afterAll(async () => {
    await browser?.close()
    await storefront?.close()
    await world?.close()
  }, openingMs)

  const scene: Scene = {
    get world() {
      return there(world)
    },
    get browser() {
      return there(browser)
    },
    get storefrontUrl() {
      return there(storefront).url
    },
  }

  dashboardStories(scene)
  ownerStories(scene)
  memberStories(scene)
  programStories(scene)
  ruleStories(scene)
  tierStories(scene)
  shopperStories(scene)
  shopperTroubles(scene)
})

function there<T>(part: T | undefined): T {
  if (part === undefined) throw new Error("The shop is not open yet: look at it in hooks and tests.")
  return part
}
