import type { SubscriberArgs, SubscriberConfig } from "@medusajs/framework"
import { settleOrderWorkflow } from "../workflows/settle-order"

interface OrderEvent {
  id?: string
  order_id?: string
}

/** Whatever happened to the order: the settlement looks at the order, not at the event. */
export default async function settleOrderOfEvent({
  event,
  container,
}: SubscriberArgs<OrderEvent>): Promise<void> {
  const order_id = event.data.order_id ?? event.data.id
  if (order_id === undefined) return
  await settleOrderWorkflow(container).run({ input: { order_id } })
}

export const config: SubscriberConfig = {
  event: [
    "order.placed",
    "order.updated",
    "order.completed",
    "order.canceled",
    "order.fulfillment_created",
    "order.return_requested",
    "order.return_received",
    "order.claim_created",
    "order.exchange_created",
    "order-edit.confirmed",
  ],
  context: { subscriberId: "loyalty-settle-order" },
}
