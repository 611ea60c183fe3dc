import { type Scene, story, storyInBothLanguages } from "../harness/stage"
import { type Stage } from "../harness/stage"
import { newcomer } from "../pages/people"
import { numberIn, ShopFront } from "../pages/shop-front"

const cartPoints = /\/store\/carts\/[^/]+\/loyalty-points/

export function shopperTroubles(scene: Scene): void {
  describe("a shopper", () => {
    storyInBothLanguages(scene, "who is not signed in sees what the cart would earn", async (stage) => {
      const shop = await ShopFront.open(stage)
      await shop.goTo("/cart")
      await shop.page.getByText(shop.words.cartEmpty).waitFor()
      await shop.visit.inspect("shop-cart-empty")

      await shop.goTo("/")
      await shop.visit.inspect("shop-catalogue")
      await shop.addToCart("gaiwan")
      const promised = await shop.promise()
      await shop.goTo("/cart")
      const would = shop.page.getByRole("heading", { name: shop.words.wouldEarn })
      expect(numberIn(await would.innerText())).toBe(promised)
      await shop.visit.inspect("shop-cart-guest")

      await shop.goTo("/account")
      await shop.page.getByRole("main").getByRole("button", { name: shop.words.signIn }).waitFor()
      await shop.visit.inspect("shop-sign-in")
    })

    storyInBothLanguages(scene, "uses points by the keyboard alone", async (stage) => {
      const shop = await withPointsAndCart(stage, 300)
      const { page, visit, words } = shop
      const before = numberIn(await shop.total.innerText())

      await visit.tabTo(shop.slider)
      await page.keyboard.press("Home")
      const least = Number(await shop.field.inputValue())
      await page.keyboard.press("ArrowRight")
      expect(Number(await shop.field.inputValue())).toBe(least + 1)
      await visit.tabTo(shop.field)
      await page.keyboard.press("ControlOrMeta+a")
      await page.keyboard.type("150")
      await visit.tabTo(shop.redeem.getByRole("button", { name: words.use }))
      await page.keyboard.press("Enter")
      await shop.paidWithPoints.waitFor()
      expect(numberIn(await shop.total.innerText())).toBeLessThan(before)

      await visit.tabTo(shop.redeem.getByRole("button", { name: words.remove }))
      await page.keyboard.press("Space")
      await shop.paidWithPoints.waitFor({ state: "detached" })
      expect(numberIn(await shop.total.innerText())).toBe(before)
    })

    storyInBothLanguages(scene, "spends no number that was not seen in the field", async (stage) => {
      const shop = await withPointsAndCart(stage, 300)
      const note = shop.redeem.locator("[part=note]:not(:empty)")
      const most = await shop.field.getAttribute("max")

      await shop.field.fill("")
      await shop.field.press("Enter")
      await note.waitFor()
      expect(await shop.field.inputValue()).toBe("")
      await shop.field.fill("99999")
      await note.waitFor({ state: "detached" })
      await shop.field.press("Enter")
      await note.waitFor()
      expect(await shop.field.inputValue()).toBe(most)
      await shop.visit.inspect("shop-cart-number-changed")
      expect(await shop.paidWithPoints.count()).toBe(0)
      await shop.field.press("Enter")
      await shop.paidWithPoints.waitFor()
    })

    storyInBothLanguages(scene, "is told in words that the points are gone meanwhile", async (stage) => {
      const shop = await withPointsAndCart(stage, 300)
      await stage.backstage.adjust(shop.customer, -250)

      shop.visit.expectRefusal(cartPoints, 400)
      await shop.field.fill("300")
      await shop.redeem.getByRole("button", { name: shop.words.use }).click()
      await shop.redeem.getByRole("alert").getByText(shop.words.notThatMany).waitFor()
      await shop.visit.inspect("shop-cart-refused")
    })

    storyInBothLanguages(scene, "whose connection fails is told so, and tries again", async (stage) => {
      const shop = await withPointsAndCart(stage, 300)
      const { page, visit, words } = shop
      const findCart = await visit.loseServer(cartPoints)
      await shop.redeem.getByRole("button", { name: words.use }).click()
      await shop.redeem.getByRole("alert").getByText(words.lost).waitFor()
      await findCart()
      await shop.redeem.getByRole("button", { name: words.use }).click()
      await shop.paidWithPoints.waitFor()

      const find = await visit.loseServer(/\/store\/loyalty\/(account|transactions|tier)/)
      await shop.goTo("/account")
      const failed = page.getByRole("main").getByRole("alert").filter({ hasText: words.unavailable })
      await failed.first().waitFor()
      await visit.inspect("shop-account-failed")
      await find()
      await failed.first().getByRole("button", { name: words.retry }).click()
      await shop.points.waitFor()
    })

    story(scene, "who likes it dark has it dark", async (stage) => {
      const shop = await withPointsAndCart(stage, 300, "dark")
      await shop.visit.inspect("shop-cart")
      await shop.goTo("/account")
      await shop.history.waitFor()
      await shop.visit.inspect("shop-account")
    })
  })
}

/** Somebody who has points, is signed in, and looks at a cart with a teapot in it. */
async function withPointsAndCart(stage: Stage, points: number, theme?: "dark") {
  const customer = newcomer(stage.language)
  await stage.backstage.register(customer)
  await stage.backstage.adjust(customer, points)
  const shop = await ShopFront.open(stage, { country: customer.country, theme })
  await shop.signIn(customer)
  await shop.addToCart("clay-teapot")
  await shop.goTo("/cart")
  await shop.redeem.waitFor()
  return Object.assign(shop, { customer })
}
