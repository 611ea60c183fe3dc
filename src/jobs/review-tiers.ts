import type { MedusaContainer } from "@medusajs/framework/types"
import { clockwork } from "../workflows/clockwork"

/** Looks at all members' tiers once a day of their program's time zone: soon after its midnight. */
export default async function reviewTiers(container: MedusaContainer): Promise<void> {
  await clockwork.review(container, new Date())
}

export const config = { name: "loyalty-review-tiers", schedule: "3,18,33,48 * * * *" }
