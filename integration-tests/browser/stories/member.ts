import { type Scene, storyInBothLanguages } from "../harness/stage"
import { LoyaltyPages } from "../pages/loyalty-pages"
import { MemberPage } from "../pages/member-page"
import { newcomer } from "../pages/people"

export function memberStories(scene: Scene): void {
  describe("an owner", () => {
    storyInBothLanguages(scene, "puts a member into a tier by hand, and the page says so", async (stage) => {
      const someone = newcomer(stage.language)
      await stage.backstage.register(someone)
      const pages = await LoyaltyPages.open(stage)
      await pages.openMembers()
      await pages.findMember(someone)
      const member = new MemberPage(pages)
      const { words } = member

      await member.choose("setTier")
      await member.select("tier", words.silver)
      await pages.visit.inspect("admin-set-tier", member.drawer)
      await member.save()

      await pages.page.getByText(words.tierSet, { exact: true }).waitFor()
      const tier = member.tier
      await tier.getByText(words.silver, { exact: true }).waitFor()
      await tier.getByRole("list", { name: words.history }).getByText(words.byHand).waitFor()
      expect(await stage.backstage.tierOf(someone)).toBe("silver")
    })

    storyInBothLanguages(
      scene,
      "writes down a member's birthday, on a day that there is in the month",
      async (stage) => {
        const someone = newcomer(stage.language)
        await stage.backstage.register(someone)
        const pages = await LoyaltyPages.open(stage)
        await pages.openMembers()
        await pages.findMember(someone)
        const member = new MemberPage(pages)
        const { words } = member

        await member.choose("setBirthday")
        await member.select("month", words.february)
        const day = member.drawer.getByRole("textbox", { name: words.day })
        await day.fill("30")
        await member.save()
        await member.drawer.getByText(words.noSuchDay).waitFor()
        await pages.visit.inspect("admin-set-birthday", member.drawer)
        await day.fill("29")
        await member.save()

        await member.drawer.waitFor({ state: "detached" })
        await pages.content.getByText(words.leapDay, { exact: true }).waitFor()
      },
    )
  })
}
