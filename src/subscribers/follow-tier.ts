import type { SubscriberArgs, SubscriberConfig } from "@medusajs/framework"
import { followTierWorkflow } from "../workflows/tier-groups"

/** A member joined or holds another tier: his customer groups follow. */
export default async function followTier({
  event,
  container,
}: SubscriberArgs<{ customer_id: string }>): Promise<void> {
  await followTierWorkflow(container).run({ input: { customer_id: event.data.customer_id } })
}

export const config: SubscriberConfig = {
  event: ["loyalty.tier_changed", "loyalty.account_created"],
  context: { subscriberId: "loyalty-follow-tier" },
}
