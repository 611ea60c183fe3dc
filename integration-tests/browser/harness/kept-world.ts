import { Staff } from "../../../demo/history/staff"
import { type DemoNotes } from "../../../demo/notes"
import { type World } from "./world"

/** The shop that `keep-open.ts` holds open. */
export async function keptWorld(address: string): Promise<World> {
  type Kept = { storeUrl: string; storefrontPort: number; plugin: string; notes: DemoNotes }
  const kept = (await (await fetch(address)).json()) as Kept
  const staff = new Staff(kept.storeUrl, kept.notes)
  await staff.beginDay()
  return {
    ...kept,
    staff,
    letDaysPass: async (days) => {
      await fetch(`${address}/?days=${days}`)
      await staff.beginDay()
    },
    renew: async () => void (await fetch(`${address}/renew`)),
    close: () => Promise.resolve(),
  }
}
