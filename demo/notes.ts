export const shopName = "Leaf & Clay"

/** How far the demo's making has come, kept in the store's metadata so that it travels with the database. */
export interface DemoNotes {
  /** `seeding`: broken off if found at a start. `seeded`: the shop is there, its past is not. `ready`: all of it. */
  stage: "seeding" | "seeded" | "ready"
  publishable_api_key?: string
  /** The region a storefront opens with. */
  region_id?: string
  region_ids?: { ru: string; de: string }
  stock_location_id?: string
}
