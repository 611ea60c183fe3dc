import type { LineFacts, OrderFacts } from "../earning/facts"
import { judgeOrder } from "../referral/order"
import { defaultReferralTerms, linkOf } from "../referral/terms"

const day = (number: number): Date => new Date(Date.UTC(2027, 0, 1 + number))

const shoes: LineFacts = {
  lineId: "line_1",
  productId: "shoes",
  variantId: "shoes",
  quantity: 2,
  returnedQuantity: 0,
  total: "100",
  subtotal: "84",
  isGiftCard: false,
  paidWithPoints: "0",
}

const order = (change: Partial<OrderFacts> = {}): OrderFacts => ({
  orderId: "order_1",
  currencyCode: "eur",
  customerId: "cus_1",
  salesChannelId: null,
  placedAt: day(1),
  canceled: false,
  lines: [shoes],
  shippingTotal: "0",
  creditTotal: "0",
  owed: "100",
  captured: "100",
  refunded: "0",
  ...change,
})

const eur = (amount: number) => [{ currencyCode: "eur", decimalDigits: 2, minor: amount * 100 }]

const judged = (facts: OrderFacts, qualifying = eur(50), activatedOn = 15, at = day(16)): string =>
  judgeOrder(
    { attributedAt: day(0), expiresAt: day(90), qualifying },
    facts,
    { orderId: facts.orderId, activatedAt: day(activatedOn), waitsUntil: day(15) },
    at,
  )

describe("the friend's order", () => {
  it("qualifies from the amount on that its currency asks for", () => {
    expect(judged(order(), eur(100))).toBe("qualifies")
    expect(judged(order(), eur(100.01))).toBe("does_not")
    expect(judged(order({ currencyCode: "usd" }))).toBe("does_not")
    expect(judged(order({ currencyCode: "usd" }), [])).toBe("qualifies")
  })

  it("counts by what was paid for goods that stayed", () => {
    const half = { ...shoes, returnedQuantity: 1 }
    expect(judged(order({ lines: [half], refunded: "50", owed: "50" }))).toBe("qualifies")
    expect(judged(order({ lines: [half], refunded: "50", owed: "50" }), eur(51))).toBe("does_not")
    expect(
      judged(order({ lines: [{ ...shoes, returnedQuantity: 2 }], refunded: "100", owed: "0" }), []),
    ).toBe("does_not")
    expect(judged(order({ refunded: "60" }))).toBe("does_not")
    expect(judged(order({ lines: [{ ...shoes, isGiftCard: true }] }), [])).toBe("does_not")
    expect(judged(order({ canceled: true }), [])).toBe("does_not")
  })

  it("has to be placed between joining and the last day", () => {
    expect(judged(order({ placedAt: day(0) }))).toBe("qualifies")
    expect(judged(order({ placedAt: new Date(day(0).getTime() - 1) }))).toBe("does_not")
    expect(judged(order({ placedAt: new Date(day(90).getTime() - 1) }))).toBe("qualifies")
    expect(judged(order({ placedAt: day(90) }))).toBe("does_not")
  })

  it("waits until its goods can no longer come back, also where a rule's points were available before", () => {
    expect(judged(order(), eur(50), 2, day(2))).toBe("too_early")
    expect(judged(order(), eur(50), 2, day(15))).toBe("qualifies")
    expect(judged(order(), eur(50), 15, day(2))).toBe("qualifies")
    expect(judged(order({ canceled: true }), eur(50), 2, day(2))).toBe("does_not")
  })
})

describe("a link", () => {
  it("has the code where its template says; without a template there is none", () => {
    const template = "https://example.com/{code}?ref={code}"
    expect(linkOf({ linkTemplate: template }, "BCDFGHJK")).toBe("https://example.com/BCDFGHJK?ref=BCDFGHJK")
    expect(linkOf(defaultReferralTerms, "BCDFGHJK")).toBeNull()
  })
})
