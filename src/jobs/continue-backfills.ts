import type { MedusaContainer } from "@medusajs/framework/types"
import { clockwork } from "../workflows/clockwork"

/** Goes on with backfills and their undoing, as far as there are any. */
export default async function continueBackfills(container: MedusaContainer): Promise<void> {
  await clockwork.backfill(container, new Date())
}

export const config = { name: "loyalty-continue-backfills", schedule: "* * * * *" }
