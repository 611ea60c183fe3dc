import {
  createStep,
  createWorkflow,
  StepResponse,
  WorkflowResponse,
  type WorkflowData,
} from "@medusajs/framework/workflows-sdk"
import type { SettlementReport } from "../modules/loyalty/types/order-facts"
import { orderOfPayment } from "./order-of-payment"
import { settleOrder } from "./settle-order"

const settleOrderOfPaymentStep = createStep(
  "loyalty-settle-order-of-payment",
  async ({ payment_id }: { payment_id: string }, { container }) => {
    const order_id = await orderOfPayment(container, payment_id)
    const report: SettlementReport | null =
      order_id === null ? null : await settleOrder(container, { order_id })
    return new StepResponse(report)
  },
)

/** For what is told of a payment: settles the order that it pays. */
export const settleOrderOfPaymentWorkflow = createWorkflow(
  "loyalty-settle-order-of-payment",
  (input: WorkflowData<{ payment_id: string }>) => new WorkflowResponse(settleOrderOfPaymentStep(input)),
)
