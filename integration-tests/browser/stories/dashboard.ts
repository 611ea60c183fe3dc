import { type Scene, story, storyInBothLanguages } from "../harness/stage"
import { Dashboard } from "../pages/dashboard"

export function dashboardStories(scene: Scene): void {
  describe("the dashboard", () => {
    storyInBothLanguages(scene, "lets the owner in and has Loyalty in its menu", async (stage) => {
      const dashboard = await Dashboard.atTheDoor(stage)
      await dashboard.goTo("/login")
      await dashboard.signIn()

      await dashboard.menuEntry("Loyalty").click()
      await dashboard.page.waitForURL("**/app/loyalty")
    })

    story(scene, "speaks the language that the owner chooses on the profile", async (stage) => {
      const dashboard = await Dashboard.open(stage)
      await dashboard.switchTo("ru")

      await dashboard.goTo("/loyalty")
      await dashboard.menuEntry("Members").waitFor()
    })
  })
}
