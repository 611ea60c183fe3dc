import type { MedusaContainer } from "@medusajs/framework/types"
import { clockwork } from "../workflows/clockwork"

/** Gives the points of abandoned carts back. */
export default async function lapseRedemptions(container: MedusaContainer): Promise<void> {
  await clockwork.lapse(container, new Date())
}

export const config = { name: "loyalty-lapse-redemptions", schedule: "* * * * *" }
