import { deserve } from "../settlement/deserve"
import { presentState } from "../settlement/present-state"
import { defaultTerms, type ProgramTerms } from "../program"
import type { LineFacts, OrderFacts } from "../earning/facts"

const terms: ProgramTerms = {
  ...defaultTerms,
  rates: [
    {
      currencyCode: "eur",
      decimalDigits: 2,
      earn: { points: 1, perMinor: 100 },
      spend: { points: 1, worthMinor: 1 },
    },
  ],
  earning: { ...defaultTerms.earning, includesTax: true },
}

const line = (lineId: string, total: string, more: Partial<LineFacts> = {}): LineFacts => ({
  lineId,
  productId: null,
  variantId: null,
  quantity: 1,
  returnedQuantity: 0,
  total,
  subtotal: total,
  isGiftCard: false,
  paidWithPoints: "0",
  ...more,
})

const order = (facts: Partial<OrderFacts>): OrderFacts => ({
  orderId: "order_1",
  currencyCode: "eur",
  customerId: "cus_1",
  salesChannelId: null,
  placedAt: new Date("2026-01-01T00:00:00Z"),
  canceled: false,
  lines: [],
  shippingTotal: "0",
  creditTotal: "0",
  owed: "0",
  captured: "0",
  refunded: "0",
  ...facts,
})

const earned = (facts: OrderFacts, changed: ProgramTerms = terms) =>
  deserve(presentState(facts), changed, []).earned

describe("the store's bookkeeping, undone", () => {
  it("tells a refund for a complaint from less being owed", () => {
    const complained = order({
      lines: [line("a", "119")],
      owed: "89",
      laterCredits: "30",
      captured: "119",
      refunded: "30",
    })

    expect(earned(complained)).toBe(89)
    expect(earned(complained, { ...terms, earning: { ...terms.earning, refundsLowerEarning: false } })).toBe(
      119,
    )
  })

  it("counts a refund once when the goods come back after it", () => {
    const returnedLater = order({
      lines: [line("a", "300", { quantity: 3, returnedQuantity: 2 })],
      owed: "-100",
      laterCredits: "200",
      captured: "300",
      refunded: "200",
    })

    expect(earned(returnedLater)).toBe(100)
    expect(deserve(presentState(returnedLater), terms, []).paid).toBe(true)
  })

  it("lets a credit that no money was refunded for earn nothing", () => {
    const gift = order({
      lines: [line("a", "100"), line("b", "50")],
      owed: "100",
      laterCredits: "50",
      captured: "100",
    })

    expect(earned(gift)).toBe(100)
  })

  it("lets a replacement earn as far as it is paid, and the order count as paid without it", () => {
    const replacement = (captured: string) =>
      order({ lines: [line("a", "100"), line("b", "40", { isReplacement: true })], owed: "140", captured })

    expect(earned(replacement("100"))).toBe(100)
    expect(deserve(presentState(replacement("100")), terms, []).paid).toBe(true)
    expect(earned(replacement("110"))).toBe(110)
    expect(earned(replacement("140"))).toBe(140)
  })

  it("lets a replacement for what came back earn what the first one did", () => {
    const swapped = order({
      lines: [line("a", "100", { returnedQuantity: 1 }), line("b", "100", { isReplacement: true })],
      owed: "100",
      captured: "100",
    })

    expect(earned(swapped)).toBe(100)
  })

  it("leaves an order without either as it is", () => {
    const plain = order({ lines: [line("a", "100")], owed: "100", captured: "100" })

    expect(presentState(plain)).toBe(plain)
  })
})
