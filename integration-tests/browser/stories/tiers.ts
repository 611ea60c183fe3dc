import { type Language } from "../harness/languages"
import { type Scene, story, storyInBothLanguages } from "../harness/stage"
import { saidAt } from "../pages/said-at"
import { TierPages } from "../pages/tier-pages"

/** As the demo's ladder has it. */
const graceDays = 30
const handle = "jade"
const jade: Record<Language, string> = { en: "Jade", ru: "Нефрит" }

export function tierStories(scene: Scene): void {
  describe("an owner", () => {
    storyInBothLanguages(scene, "changes how long a tier is kept", async (stage) => {
      const tiers = await TierPages.open(stage)
      const { page, visit, words } = tiers
      await page.getByText(words.keptFor(graceDays)).waitFor()
      await tiers.beginLadder()
      try {
        await tiers.field("grace").fill("1.5")
        await tiers.submit()
        expect(await saidAt(tiers.field("grace"))).toContain(words.noWholeNumber)
        await visit.inspect("admin-ladder-wrong", tiers.form)

        await tiers.field("grace").fill("45")
        await visit.inspect("admin-ladder", tiers.form)
        await tiers.save()
        await page.getByText(words.keptFor(45)).waitFor()
      } finally {
        await stage.backstage.setGraceDays(graceDays)
      }
    })

    storyInBothLanguages(scene, "makes a tier, changes it and deletes it", async (stage) => {
      const name = jade[stage.language]
      const tiers = await TierPages.open(stage)
      const { page, visit, words } = tiers
      try {
        await tiers.beginTier()
        await tiers.field("name").fill(name)
        await tiers.field("handle").fill(handle)
        await tiers.field("threshold").fill("20000")
        await tiers.field("multiplier").fill("2")
        await visit.inspect("admin-tier-new", tiers.form)
        await tiers.save()
        await tiers.row(name).getByText(words.factor("2")).waitFor()

        await tiers.openTier(name)
        await tiers.beginChange()
        await tiers.field("multiplier").fill(stage.language === "ru" ? "2,5" : "2.5")
        await tiers.save()
        const factor = words.factor(stage.language === "ru" ? "2,5" : "2.5")
        await page.getByRole("row").nth(1).getByText(factor).waitFor()
        await page.getByRole("row").nth(2).getByText(words.factor("2"), { exact: true }).waitFor()
        await visit.inspect("admin-tier", tiers.pages.content)

        const question = await tiers.beginDeletion()
        await visit.inspect("admin-tier-deletion", question)
        await question.getByRole("button", { name: words.delete }).click()
        await page.getByText(words.deleted, { exact: true }).waitFor()
        await page.getByRole("heading", { level: 1, name: words.tiers }).waitFor()
        await tiers.row(name).waitFor({ state: "detached" })
      } finally {
        await stage.backstage.deleteTiers(handle)
      }
    })

    storyInBothLanguages(scene, "is told at the fields what is wrong with a tier", async (stage) => {
      const tiers = await TierPages.open(stage)
      const { visit, words } = tiers
      await tiers.beginTier()
      await tiers.field("handle").fill("Jade!")
      await tiers.field("multiplier").fill("double")
      await tiers.submit()

      await tiers.form.getByText(words.check).waitFor()
      expect(await saidAt(tiers.field("name"))).toContain(words.missing)
      expect(await saidAt(tiers.field("threshold"))).toContain(words.missing)
      expect(await saidAt(tiers.field("multiplier"))).toContain(words.noNumber)
      await visit.inspect("admin-tier-wrong", tiers.form)

      await tiers.field("name").fill(jade[stage.language])
      await tiers.field("threshold").fill("20000")
      await tiers.field("multiplier").fill("2")
      visit.expectRefusal(/\/admin\/loyalty\/tiers/, 400)
      await tiers.submit()
      expect(await saidAt(tiers.field("handle"))).toContain(words.noHandle)
    })

    story(scene, "who likes it dark has the tiers dark", async (stage) => {
      const tiers = await TierPages.open(stage, "dark")
      await tiers.row("Silver").waitFor()
      await tiers.visit.inspect("admin-tiers", tiers.pages.content)
      await tiers.openTier("Silver")
      await tiers.visit.inspect("admin-tier", tiers.pages.content)
      await tiers.beginChange()
      await tiers.visit.inspect("admin-tier-change", tiers.form)
    })
  })
}
