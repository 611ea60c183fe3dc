export { applyPointsWorkflow, removePointsWorkflow } from "./redemption"
export { settleOrderWorkflow } from "./settle-order"
export { settleOrderOfPaymentWorkflow } from "./settle-order-of-payment"
export { tellEventWorkflow } from "./member-events"
