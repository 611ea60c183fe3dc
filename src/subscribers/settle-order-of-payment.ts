import type { SubscriberArgs, SubscriberConfig } from "@medusajs/framework"
import { settleOrderOfPaymentWorkflow } from "../workflows/settle-order-of-payment"

/** Money came in or went back. */
export default async function settleOrderOfPayment({
  event,
  container,
}: SubscriberArgs<{ id: string }>): Promise<void> {
  await settleOrderOfPaymentWorkflow(container).run({ input: { payment_id: event.data.id } })
}

export const config: SubscriberConfig = {
  event: ["payment.captured", "payment.refunded"],
  context: { subscriberId: "loyalty-settle-order-of-payment" },
}
