import { type Language } from "../harness/languages"
import { type Scene, story, storyInBothLanguages } from "../harness/stage"
import { RulePages } from "../pages/rule-pages"
import { saidAt } from "../pages/said-at"
import { ShopFront } from "../pages/shop-front"

const giftFor: Record<Language, string> = { en: "A gift with the gaiwan", ru: "Подарок к гайвани" }
const versionsOf: Record<Language, string> = { en: "Often written anew", ru: "Часто меняется" }
const gaiwan = "Porcelain Gaiwan"

export function ruleStories(scene: Scene): void {
  describe("an owner", () => {
    storyInBothLanguages(
      scene,
      "writes a rule, and the shop promises by it as long as it is active",
      async (stage) => {
        const name = giftFor[stage.language]
        const shop = await ShopFront.open(stage)
        const promised = async () => {
          await shop.goTo("/products/gaiwan")
          return shop.promise()
        }
        const without = await promised()
        const rules = await RulePages.open(stage)
        const { page, visit, words } = rules
        try {
          await rules.beginRule()
          await rules.name.fill(name)
          await rules.addCondition("product")
          await rules.choose("products", "gai", gaiwan)
          await rules.giveFixedPoints(40)
          await rules.inWords.getByText(gaiwan).waitFor()
          await visit.inspect("admin-rule-new", rules.form)
          await rules.save(name)
          await rules.inState("draft")
          expect(await promised()).toBe(without)

          await rules.turn("activate", "active")
          expect(await promised()).toBe(without + 40)

          await rules.beginChange()
          await rules.points.fill("60")
          await visit.inspect("admin-rule-change", rules.form)
          await rules.save(name)
          expect(await promised()).toBe(without + 60)

          await rules.turn("pause", "paused")
          expect(await promised()).toBe(without)
          await rules.turn("resume", "active")
          expect(await promised()).toBe(without + 60)
          await rules.turn("end", "ended")
          expect(await promised()).toBe(without)

          await page.getByRole("heading", { level: 2, name: words.versions }).waitFor()
          await visit.inspect("admin-rule-ended", rules.pages.content)
        } finally {
          await stage.backstage.endRules(name)
        }
      },
    )

    storyInBothLanguages(scene, "is told at the fields what is wrong with a rule", async (stage) => {
      const rules = await RulePages.open(stage)
      const { visit, words } = rules
      await rules.beginRule()
      await rules.addCondition("region")
      await rules.givePercent(200)
      await rules.priority.fill("first")
      await rules.submit()

      await rules.form.getByText(words.check).waitFor()
      expect(await saidAt(rules.name)).toContain(words.missing)
      expect(await saidAt(rules.picker("regions"))).toContain(words.missing)
      expect(await saidAt(rules.priority)).toContain(words.noNumber)
      await visit.inspect("admin-rule-wrong", rules.form)

      await rules.name.fill(giftFor[stage.language])
      await rules.choose("regions", "", "Deutschland")
      await rules.priority.fill("0")
      visit.expectRefusal(/\/admin\/loyalty\/rules/, 400)
      await rules.submit()
      expect(await saidAt(rules.percent)).toContain(words.atMost)
      expect(await rules.form.locator("[aria-invalid=true]").count()).toBe(1)
    })

    storyInBothLanguages(scene, "leaves an open list by Escape, and stays in the form", async (stage) => {
      const rules = await RulePages.open(stage)
      const { page, words } = rules
      await rules.beginRule()
      await rules.addCondition("product")
      await rules.picker("products").fill("gai")
      const found = page.getByRole("option", { name: gaiwan })
      await found.waitFor()

      await page.keyboard.press("Escape")
      await found.waitFor({ state: "detached" })
      expect(await page.getByRole("alertdialog").count()).toBe(0)
      await page.keyboard.press("Escape")
      await page.getByRole("button", { name: words.stay }).click()
      expect(await rules.picker("products").isVisible()).toBe(true)
    })

    storyInBothLanguages(scene, "reads by name what a rule said many versions ago", async (stage) => {
      const { backstage, language } = stage
      const name = versionsOf[language]
      const conditions = { code: "product", in: [await backstage.productId("gaiwan")] }
      const points = (number: number) => ({ effect: { code: "fixed_points", points: number } })
      try {
        const rule = await backstage.draftRule(
          { name, trigger: { code: "order" }, conditions, ...points(1) },
          [{ conditions: { all: [] } }, ...[...Array(10).keys()].map((index) => points(index + 2))],
        )
        const rules = await RulePages.open(stage)
        await rules.openVersion(rule, 1)
        await rules.version(1).getByText(gaiwan).waitFor()
        await rules.version(1).getByText("Olga Lavrova").waitFor()
        await rules.visit.inspect("admin-rule-versions", rules.pages.content)
      } finally {
        await backstage.endRules(name)
      }
    })

    story(scene, "who likes it dark has the rules dark", async (stage) => {
      const rules = await RulePages.open(stage, "dark")
      await rules.visit.inspect("admin-rules", rules.pages.content)
      await rules.beginRule()
      await rules.addCondition("product")
      await rules.visit.inspect("admin-rule-new", rules.form)
    })
  })
}
