import type { SubscriberArgs, SubscriberConfig } from "@medusajs/framework"
import { LOYALTY_MODULE } from "../modules/loyalty/constants"
import type LoyaltyModuleService from "../modules/loyalty/service"
import { welcomeOf } from "../modules/loyalty/services/occasions"
import { tellEvents } from "../workflows/member-events"

/** An account was opened. The event comes from the outbox: at least once, and never for an account that is not
 * there. What is lost after that, the clock finds. */
export default async function tellOfNewMember({
  event,
  container,
}: SubscriberArgs<{ id: string }>): Promise<void> {
  const loyalty: LoyaltyModuleService = container.resolve(LOYALTY_MODULE)
  const { id, programId, createdAt, publicId } = await loyalty.retrieveAccount(event.data.id)
  await tellEvents(container, programId, [welcomeOf(id, publicId, createdAt)])
}

export const config: SubscriberConfig = {
  event: "loyalty.account_created",
  context: { subscriberId: "loyalty-tell-of-new-member" },
}
