import type { SubscriberArgs, SubscriberConfig } from "@medusajs/framework"
import { lookAfterFriend } from "../workflows/referrals"

/** An order's points became available: it may be the one that a referral waits for. What an event gave is no order. */
export default async function lookAfterReferral({
  event,
  container,
}: SubscriberArgs<{ account_id: string; order_id?: string }>): Promise<void> {
  if (event.data.order_id === undefined) return
  await lookAfterFriend(container, event.data.account_id, new Date())
}

export const config: SubscriberConfig = {
  event: "loyalty.points_activated",
  context: { subscriberId: "loyalty-look-after-referral" },
}
