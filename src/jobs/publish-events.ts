import type { MedusaContainer } from "@medusajs/framework/types"
import { clockwork } from "../workflows/clockwork"

/** Hands the ledger's events to the store's event bus. */
export default async function publishEvents(container: MedusaContainer): Promise<void> {
  await clockwork.publish(container, new Date())
}

export const config = { name: "loyalty-publish-events", schedule: "* * * * *" }
