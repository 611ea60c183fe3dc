import { welcomePoints } from "../harness/backstage"
import { eventually } from "../harness/eventually"
import { type Scene, storyInBothLanguages } from "../harness/stage"
import { newcomer } from "../pages/people"
import { pointsInWords } from "../pages/points-in-words"
import { numberIn, ShopFront } from "../pages/shop-front"

const settledMs = 90_000

export function shopperStories(scene: Scene): void {
  describe("a shopper", () => {
    storyInBothLanguages(
      scene,
      "buys, sees points that are pending, pays with them two weeks later",
      async (stage) => {
        const { language, world } = stage
        const vera = newcomer(language)
        const shop = await ShopFront.open(stage, vera)
        const { words, page, visit } = shop
        const inWords = (points: number) => pointsInWords(points, language)

        await shop.register(vera)
        // The welcome comes with an event, which the clock's jobs deliver.
        await world.staff.beginDay()
        const welcome = await eventually(async () => {
          await shop.goTo("/account")
          return shop.available()
        }, welcomePoints)
        expect(welcome).toBe(welcomePoints)
        await shop.addToCart("clay-teapot")
        await visit.inspect("shop-product")
        await shop.goTo("/cart")
        const promised = await shop.promise()
        await visit.inspect("shop-cart")
        const order = await shop.placeOrder(vera)

        const onTheirWay = page.getByText(words.onTheirWay)
        await onTheirWay.waitFor({ timeout: settledMs })
        expect(await shop.pointsIn(onTheirWay, words.onTheirWay)).toBe(promised)
        await visit.inspect("shop-order")
        await shop.goTo("/account")
        await shop.points.getByText(inWords(promised)).waitFor()
        await shop.history.getByText(`+${inWords(promised)}`).waitFor()
        await visit.inspect("shop-account-pending")

        await world.staff.fulfil(order)
        await world.letDaysPass(15)
        visit.expectRefusal(/\/store\/customers\/me/, 401)
        visit.expectRefusal(/\/auth\/session/, 401)
        await shop.signIn(vera)
        expect(await shop.available()).toBe(welcome + promised)

        await shop.addToCart("gaiwan")
        await shop.goTo("/cart")
        const before = numberIn(await shop.total.innerText())
        await shop.field.fill("120")
        await visit.inspect("shop-cart-redeem")
        await shop.redeem.getByRole("button", { name: words.use }).click()
        await shop.paidWithPoints.waitFor()
        const paid = numberIn(await shop.paidWithPoints.innerText())
        expect(paid).toBe(language === "ru" ? 120 : 1.2)
        expect(numberIn(await shop.total.innerText())).toBeCloseTo(before - paid, 6)
        const used = shop.redeem.getByText(words.used)
        expect(await shop.pointsIn(used, words.used)).toBe(120)
        await visit.inspect("shop-cart-redeemed")

        await shop.placeOrder(vera)
        const spent = page.getByText(words.spent)
        await spent.waitFor({ timeout: settledMs })
        expect(await shop.pointsIn(spent, words.spent)).toBe(120)
        await shop.goTo("/account")
        await shop.history.getByText(`−${inWords(120)}`).waitFor()
        expect(await shop.available()).toBe(welcome + promised - 120)
        await visit.inspect("shop-account")
      },
    )
  })
}
