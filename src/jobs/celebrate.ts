import type { MedusaContainer } from "@medusajs/framework/types"
import { clockwork } from "../workflows/clockwork"

/** Birthdays, anniversaries and whatever else comes round for members; and referrals that no event told of. */
export default async function celebrate(container: MedusaContainer): Promise<void> {
  await clockwork.celebrate(container, new Date())
}

export const config = { name: "loyalty-celebrate", schedule: "10 * * * *" }
