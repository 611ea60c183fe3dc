import type { MedusaContainer } from "@medusajs/framework/types"
import { clockwork } from "../workflows/clockwork"

/** Tells in time of points that are going to expire. */
export default async function announceExpiringPoints(container: MedusaContainer): Promise<void> {
  await clockwork.announce(container, new Date())
}

export const config = { name: "loyalty-announce-expiring-points", schedule: "0 * * * *" }
