import type { SubscriberArgs, SubscriberConfig } from "@medusajs/framework"
import { tellOfStoreEvent } from "../workflows/member-events"

/** Which events of the store's other modules and plugins mean something is the owner's to say, in the options. */
export default async function tellOfAnyEvent({ event, container }: SubscriberArgs): Promise<void> {
  await tellOfStoreEvent(container, event.name, event.data)
}

export const config: SubscriberConfig = {
  event: "*",
  context: { subscriberId: "loyalty-tell-of-store-event" },
}
