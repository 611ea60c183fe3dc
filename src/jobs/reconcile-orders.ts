import type { MedusaContainer } from "@medusajs/framework/types"
import { clockwork } from "../workflows/clockwork"

/** Settles orders that no event told of. */
export default async function reconcileOrders(container: MedusaContainer): Promise<void> {
  await clockwork.reconcile(container, new Date())
}

export const config = { name: "loyalty-reconcile-orders", schedule: "*/10 * * * *" }
