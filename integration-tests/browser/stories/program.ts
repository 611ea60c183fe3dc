import { type Scene, story, storyInBothLanguages } from "../harness/stage"
import { LoyaltyPages } from "../pages/loyalty-pages"
import { ShopFront } from "../pages/shop-front"

export function programStories(scene: Scene): void {
  describe("an owner", () => {
    storyInBothLanguages(
      scene,
      "changes what a purchase earns, and the shop promises that",
      async (stage) => {
        const shop = await ShopFront.open(stage, { country: "ru" })
        await shop.goTo("/products/gaiwan")
        const before = await shop.promise()
        const pages = await LoyaltyPages.open(stage)
        const { page, visit, words } = pages

        await pages.openSettings()
        await visit.inspect("admin-settings", pages.content)
        const points = pages.earnPoints("RUB")
        const wasEarned = Number(await points.inputValue())
        try {
          await points.fill(String(wasEarned * 2))
          await page.getByText(words.withChanges).first().waitFor()
          await visit.inspect("admin-settings-changed", pages.content)
          await page.getByRole("button", { name: words.review }).click()
          const changes = page.getByRole("alertdialog")
          await changes.getByRole("region", { name: words.newOrders }).waitFor()
          await page.keyboard.press("Escape")
          await changes.waitFor({ state: "detached" })
          // Back where it was opened: the keyboard opens it again.
          await page.locator(":focus").filter({ hasText: words.review }).waitFor()
          await page.keyboard.press("Enter")
          await changes.getByRole("region", { name: words.newOrders }).waitFor()
          await visit.inspect("admin-settings-review", changes)
          await changes.getByRole("button", { name: words.save }).click()
          await page.getByText(words.saved, { exact: true }).waitFor()

          await shop.goTo("/products/gaiwan")
          expect(await shop.promise()).toBe(before * 2)
        } finally {
          await stage.backstage.setEarnPoints("rub", wasEarned)
        }
      },
    )

    storyInBothLanguages(scene, "is told at the field what is wrong with a setting", async (stage) => {
      const pages = await LoyaltyPages.open(stage)
      const { page, words } = pages
      await pages.openSettings()
      const days = page.getByRole("textbox", { name: words.pendingDays })
      await days.fill("soon")
      await page.getByRole("button", { name: words.review }).click()

      await page.locator("[aria-invalid=true]").waitFor()
      expect(await days.getAttribute("aria-invalid")).toBe("true")
      await pages.visit.inspect("admin-settings-wrong", pages.content)
    })

    storyInBothLanguages(scene, "reads the earning rules and the tiers", async (stage) => {
      const pages = await LoyaltyPages.open(stage)
      const { dashboard, page, visit, words } = pages
      await dashboard.goTo("/loyalty/rules")
      await page.getByRole("heading", { level: 1, name: words.rules }).waitFor()
      const rule = page.getByRole("link", { name: /First order/ })
      await rule.waitFor()
      await visit.inspect("admin-rules", pages.content)
      await rule.click()
      await page.getByRole("heading", { level: 1, name: /First order/ }).waitFor()
      await visit.inspect("admin-rule", pages.content)
      await dashboard.goTo("/loyalty/tiers")
      await page.getByRole("heading", { name: words.tiers }).first().waitFor()
      await page
        .getByText(stage.language === "ru" ? /Серебро|Silver/ : /Silver/)
        .first()
        .waitFor()
      await visit.inspect("admin-tiers", pages.content)
    })

    story(scene, "who likes it dark has the settings dark", async (stage) => {
      const pages = await LoyaltyPages.open(stage, "dark")
      await pages.openSettings()
      await pages.visit.inspect("admin-settings", pages.content)
    })
  })
}
