import { shopper as anna } from "../../../demo/people"
import { eventually } from "../harness/eventually"
import { type Scene, story, storyInBothLanguages } from "../harness/stage"
import { LoyaltyPages } from "../pages/loyalty-pages"
import { newcomer } from "../pages/people"
import { pointsInWords } from "../pages/points-in-words"
import { ShopFront } from "../pages/shop-front"

export function ownerStories(scene: Scene): void {
  describe("an owner", () => {
    storyInBothLanguages(scene, "sees what the program gives and owes", async (stage) => {
      const pages = await LoyaltyPages.open(stage)
      await pages.openOverview()
      await pages.section("points").waitFor()
      await pages.section("orders").waitFor()
      await pages.visit.inspect("admin-overview", pages.content)
    })

    storyInBothLanguages(
      scene,
      "finds a member, and what is given by hand is the member's",
      async (stage) => {
        const { backstage, language } = stage
        const member = newcomer(language)
        await backstage.register(member)
        await backstage.adjust(member, 21)
        const pages = await LoyaltyPages.open(stage)
        const { page, visit, words } = pages

        await pages.openMembers()
        await page.getByRole("row").filter({ hasText: member.email }).waitFor()
        await visit.inspect("admin-members", pages.content)
        await pages.findMember(member)
        const before = await pages.available()
        const note = language === "ru" ? "Посылка пришла поздно." : "The parcel came late."
        await pages.beginAdjustment(250, note)
        await visit.inspect("admin-adjust", page.getByRole("dialog"))
        await pages.finishAdjustment()

        await page.getByText(words.given).waitFor()
        await page.getByText(note).waitFor()
        expect(await eventually(() => pages.available(), before + 250)).toBe(before + 250)
        await visit.inspect("admin-member", pages.content)
        const shop = await ShopFront.open(stage, member)
        await shop.signIn(member)
        expect(await shop.available()).toBe(before + 250)
      },
    )

    storyInBothLanguages(scene, "reads on the order why it earned what it did", async (stage) => {
      const { backstage, language } = stage
      const customer = newcomer(language)
      await backstage.register(customer)
      const order = await backstage.buy(customer, { "POT-RED": 1, "TEA-KEEMUN-50": 2 })
      const earned = await backstage.earnedBy(order)
      const pages = await LoyaltyPages.open(stage)
      const { visit, words } = pages

      await pages.dashboard.goTo(`/orders/${order}`)
      const widget = pages.section("orderWidget")
      await widget.getByText(pointsInWords(earned, language), { exact: true }).waitFor()
      const why = widget.getByRole("list", { name: words.why })
      await why.getByText("Первый заказ · First order").first().waitFor()
      await visit.inspect("admin-order", widget)
      await widget.getByRole("button", { name: words.settle }).click()
      await pages.page.getByText(words.settledNothing).waitFor()
    })

    storyInBothLanguages(scene, "sees a customer's points on the customer's page", async (stage) => {
      const { backstage, language } = stage
      const customer = newcomer(language)
      await backstage.register(customer)
      await backstage.adjust(customer, 22)
      const pages = await LoyaltyPages.open(stage)

      await pages.dashboard.goTo(`/customers/${await backstage.idOf(customer)}`)
      const widget = pages.section("widget")
      await widget.getByRole("button", { name: pages.words.adjust }).waitFor()
      await pages.visit.inspect("admin-customer", widget)
    })

    storyInBothLanguages(scene, "is asked before what was typed is thrown away", async (stage) => {
      const pages = await LoyaltyPages.open(stage)
      const { page, words } = pages
      await pages.openMembers()
      await pages.findMember(anna)
      await pages.beginAdjustment(10)
      await page.keyboard.press("Escape")

      await page.getByRole("button", { name: words.stay }).click()
      const dialog = page.getByRole("dialog", { name: words.adjust })
      await dialog.waitFor()
      await page.keyboard.press("Escape")
      await page.getByRole("button", { name: words.leave }).click()
      await dialog.waitFor({ state: "detached" })
    })

    storyInBothLanguages(scene, "is told when the store does not answer, and tries again", async (stage) => {
      const pages = await LoyaltyPages.open(stage)
      const { page, visit, words } = pages
      const find = await visit.loseServer(/\/admin\/loyalty\/accounts/)
      await pages.openMembers()
      const failed = page.getByRole("alert").filter({ hasText: words.failed })
      await failed.waitFor()
      await visit.inspect("admin-members-failed", pages.content)
      await find()
      await failed.getByRole("button", { name: words.retry }).click()
      await pages.findMember(anna)
    })

    story(scene, "who likes it dark has it dark", async (stage) => {
      const pages = await LoyaltyPages.open(stage, "dark")
      await pages.openOverview()
      await pages.section("orders").waitFor()
      await pages.visit.inspect("admin-overview", pages.content)
      await pages.openMembers()
      await pages.findMember(anna)
      await pages.visit.inspect("admin-member", pages.content)
    })
  })
}
