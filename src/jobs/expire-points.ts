import type { MedusaContainer } from "@medusajs/framework/types"
import { clockwork } from "../workflows/clockwork"

/** Lets go of points that are past their time. */
export default async function expirePoints(container: MedusaContainer): Promise<void> {
  await clockwork.expire(container, new Date())
}

export const config = { name: "loyalty-expire-points", schedule: "*/15 * * * *" }
