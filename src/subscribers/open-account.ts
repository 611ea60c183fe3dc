import type { SubscriberArgs, SubscriberConfig } from "@medusajs/framework"
import { Modules } from "@medusajs/framework/utils"
import { LOYALTY_MODULE } from "../modules/loyalty/constants"
import type LoyaltyModuleService from "../modules/loyalty/service"

/** Somebody registered: where membership is automatic it begins now. */
export default async function openAccount({
  event,
  container,
}: SubscriberArgs<{ id: string }>): Promise<void> {
  const loyalty: LoyaltyModuleService = container.resolve(LOYALTY_MODULE)
  const program = await loyalty.programForSalesChannel(null)
  if (program.joining !== "automatic") return
  const [customer] = await container
    .resolve(Modules.CUSTOMER)
    .listCustomers({ id: event.data.id, has_account: true }, { select: ["id"], take: 1 })
  if (customer !== undefined) await loyalty.joinProgram(program.id, customer.id)
}

export const config: SubscriberConfig = {
  event: "customer.created",
  context: { subscriberId: "loyalty-open-account" },
}
