import type { LineFacts, OrderFacts } from "../../src/modules/loyalty/domain/earning/facts"
import type { Bench } from "../bench"
import { customerOf, now } from "../data/shape"
import { driveFor } from "../harness/drive"
import { wanderer } from "../harness/keys"
import { contender, type Measure } from "../harness/measure"
import type { OpenLedger } from "../ledger/open-ledger"

const prices = ["119.00", "33.33", "10.70", "0.99", "49.90"]

/** An order just placed and paid, as the workflow collects it from the store's other modules. */
function orderOf(orderId: string, customerId: string): OrderFacts {
  const lines = prices.map((total, number): LineFacts => ({
    lineId: `ordli_${orderId.slice(6)}${number}`,
    productId: `prod_${String(number).padStart(26, "0")}`,
    variantId: `variant_${String(number).padStart(26, "0")}`,
    quantity: 1,
    returnedQuantity: 0,
    total,
    subtotal: total,
    isGiftCard: false,
    paidWithPoints: "0",
  }))
  const total = prices.reduce((sum, price) => sum + Number(price), 0).toFixed(2)
  return {
    orderId,
    currencyCode: "eur",
    customerId,
    salesChannelId: null,
    placedAt: now,
    canceled: false,
    lines,
    shippingTotal: "0",
    creditTotal: "0",
    owed: total,
    captured: total,
    refunded: "0",
  }
}

/** An order just placed is settled, without the reading of it from Medusa. */
export function settling({ service }: OpenLedger, accountOf: () => number, kind: string) {
  let orders = 0
  return async (): Promise<void> => {
    orders += 1
    const id = `${kind}${String(orders).padStart(26 - kind.length, "0")}`
    const orderId = `order_${id}`
    const revision = await service.settlementRevision(orderId)
    const facts = orderOf(orderId, customerOf(accountOf()))
    const cartId = `cart_${id}`
    await service.settleOrder({ facts, cartId, redeemed: [], revision, orderChangedAt: now, at: now })
  }
}

/** What settling adds to the event of a placed order: everything but reading the order from Medusa. */
export async function settleOrder(bench: Bench): Promise<Measure> {
  const { callers } = bench
  const settle = settling(await bench.ours(), wanderer(bench.settings.accounts), "so")
  return {
    name: "settle-order",
    title: "settleOrder of a placed order of five lines, its own share",
    unit: "orders",
    contenders: [
      contender("one caller", (seconds) => driveFor({ callers: 1, seconds }, settle)),
      contender(`${callers} callers`, (seconds) => driveFor({ callers, seconds }, settle)),
    ],
    demands: [
      { what: "p50 in ms, one caller", of: "one caller", by: "p50", better: "less", goal: 5, floor: 10 },
      {
        what: `p50 in ms, ${callers} callers`,
        of: `${callers} callers`,
        by: "p50",
        better: "less",
        goal: 5,
        floor: 10,
      },
    ],
  }
}
