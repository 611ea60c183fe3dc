import type { MedusaContainer } from "@medusajs/framework/types"
import { clockwork } from "../workflows/clockwork"

/** Makes pending points available once their time has come and their order is paid. */
export default async function activatePoints(container: MedusaContainer): Promise<void> {
  await clockwork.activate(container, new Date())
}

export const config = { name: "loyalty-activate-points", schedule: "*/5 * * * *" }
