import fc from "fast-check"
import { scaled } from "../money"
import { worthOf } from "../program"
import { applyRedemption, quoteRedemption, redeemableMinor, type CartForQuote } from "../redemption/quote"
import { cart, euro, item, pts, sumBig, terms } from "./shop"

const quote = (
  of: CartForQuote,
  available: number,
  program = terms(),
  status: "active" | "frozen" = "active",
) => quoteRedemption({ cart: of, terms: program, available: pts(available), status })

const apply = (of: CartForQuote, points: number, program = terms()) =>
  applyRedemption({ cart: of, terms: program, points: pts(points) })

describe("what points may pay on a cart", () => {
  it("is all goods that may be discounted, without gift cards, excluded products and shipping", () => {
    const of = cart(
      [
        item("a", "100"),
        item("card", "50", { isGiftCard: true }),
        item("fixed", "30", { isDiscountable: false }),
        item("book", "20"),
      ],
      { shippingTotal: "10" },
    )

    expect(redeemableMinor(of, terms({ redemption: { excludedProductIds: ["product_book"] } }))).toBe(10_000n)
  })

  it("is at most the program's share of all goods", () => {
    const of = cart([item("a", "100"), item("fixed", "100", { isDiscountable: false })])

    expect(redeemableMinor(of, terms({ redemption: { maxShareBasisPoints: 3_000 } }))).toBe(6_000n)
    expect(redeemableMinor(of, terms({ redemption: { maxShareBasisPoints: 9_000 } }))).toBe(10_000n)
  })

  it("is at most what gift cards and store credit leave to pay", () => {
    const of = cart([item("a", "100")], { shippingTotal: "10", creditTotal: "60" })

    expect(redeemableMinor(of, terms())).toBe(5_000n)
    expect(redeemableMinor({ ...of, creditTotal: "500" }, terms())).toBe(0n)
  })

  it("is nothing where points have no rate", () => {
    expect(redeemableMinor(cart([item("a", "100")], { currencyCode: "usd" }), terms())).toBe(0n)
    expect(redeemableMinor(cart([item("a", "100")]), terms({ rate: { spend: null } }))).toBe(0n)
  })
})

describe("what a shopper is offered", () => {
  const of = cart([item("a", "100")])

  it("is no more than the customer has and no more than the cart bears", () => {
    expect(quote(of, 300)).toEqual({ refused: null, maxPoints: 300, minPoints: 1, stepPoints: 1 })
    expect(quote(of, 30_000).maxPoints).toBe(10_000)
  })

  it("is enough to pay the cart to the last coin, though the last point is worth more", () => {
    const rubles = terms({ rate: { spend: { points: 1, worthMinor: 100 } } })

    expect(quote(cart([item("a", "99.50")]), 500, rubles).maxPoints).toBe(100)
  })

  it("comes in whole steps from a whole step upwards", () => {
    const stepped = terms({ redemption: { minPoints: 150, stepPoints: 100 } })

    expect(quote(of, 730, stepped)).toEqual({
      refused: null,
      maxPoints: 700,
      minPoints: 200,
      stepPoints: 100,
    })
    expect(quote(of, 180, stepped).refused).toBe("not_a_step")
    expect(quote(of, 120, stepped).refused).toBe("below_minimum")
  })

  it("is never so few points that they pay no coin", () => {
    const cheap = terms({ rate: { spend: { points: 3, worthMinor: 1 } } })

    expect(quote(of, 2, cheap)).toMatchObject({ refused: "below_minimum", minPoints: 3 })
    expect(quote(of, 3, cheap)).toMatchObject({ refused: null, maxPoints: 3 })
  })

  it.each([
    ["account_frozen", quote(of, 100, terms(), "frozen")],
    ["currency_without_rate", quote({ ...of, currencyCode: "usd" }, 100)],
    ["nothing_to_redeem_on", quote(cart([]), 100)],
    ["nothing_to_spend", quote(of, 0)],
    ["nothing_to_spend", quote(of, -20)],
  ] as const)("is refused as %s, with nothing to choose from", (refused, answer) => {
    expect(answer).toMatchObject({ refused, maxPoints: 0 })
  })
})

describe("points on a cart", () => {
  it("take 50.00 off three lines of 33.33, exact to the cent", () => {
    const of = cart([item("a", "33.33"), item("b", "33.33"), item("c", "33.33")])

    expect(apply(of, 5_000)).toEqual({
      points: 5_000,
      amountMinor: 5_000n,
      shares: [
        { lineId: "a", amountMinor: 1_667n, exact: "16.67" },
        { lineId: "b", amountMinor: 1_667n, exact: "16.67" },
        { lineId: "c", amountMinor: 1_666n, exact: "16.66" },
      ],
    })
  })

  it("take a single cent off a single line", () => {
    const of = cart([item("a", "10"), item("b", "10"), item("c", "10")])

    expect(apply(of, 1).shares).toEqual([{ lineId: "a", amountMinor: 1n, exact: "0.01" }])
  })

  it("pay a whole cart to its last fraction of a coin", () => {
    const of = cart([item("a", "357.0081")])

    expect(apply(of, 50_000)).toEqual({
      points: 35_701,
      amountMinor: 35_701n,
      shares: [{ lineId: "a", amountMinor: 35_701n, exact: "357.0081" }],
    })
  })

  it("leave no fraction to pay beside a gift card either", () => {
    const of = cart([item("a", "300"), item("b", "57.0081")], { creditTotal: "100" })

    const { shares } = apply(of, 50_000)

    expect(sumBig(shares.map(({ exact }) => scaled(exact)))).toBe(scaled("257.0081"))
  })

  it("follow the cart down and up again to what was asked", () => {
    const amounts = ["80", "30", "0", "80"].map((total) => apply(cart([item("a", total)]), 5_000).amountMinor)

    expect(amounts).toEqual([5_000n, 3_000n, 0n, 5_000n])
  })

  it("cost the fewest points that are worth what they took", () => {
    const rubles = terms({ rate: { spend: { points: 3, worthMinor: 7 } } })

    expect(apply(cart([item("a", "1.00")]), 500, rubles)).toMatchObject({ points: 43, amountMinor: 100n })
    expect(
      apply(cart([item("a", "9.00")]), 100, terms({ rate: { spend: { points: 3, worthMinor: 1 } } })),
    ).toMatchObject({ points: 99, amountMinor: 33n })
  })

  it("take nothing from a cart that shrank below the minimum", () => {
    const program = terms({ redemption: { minPoints: 1_000 } })

    expect(apply(cart([item("a", "10")]), 2_000, program).points).toBe(1_000)
    expect(apply(cart([item("a", "9.99")]), 2_000, program)).toEqual({
      points: 0,
      amountMinor: 0n,
      shares: [],
    })
  })

  it("keep to the minimum by what was asked, though a few of them round off to no coin", () => {
    const program = terms({ rate: { spend: { points: 3, worthMinor: 1 } }, redemption: { minPoints: 100 } })

    expect(apply(cart([item("a", "10")]), 100, program).points).toBe(99)
  })

  it("take nothing in a currency without a rate, for no points and for less", () => {
    const nothing = { points: 0, amountMinor: 0n, shares: [] }

    expect(apply(cart([item("a", "10")], { currencyCode: "usd" }), 100)).toEqual(nothing)
    expect(apply(cart([item("a", "10")]), 0)).toEqual(nothing)
    expect(apply(cart([item("a", "10")]), -5)).toEqual(nothing)
  })

  it("push no coin onto a line that is already full", () => {
    const crumbs = Array.from({ length: 10 }, (_, index) => item(`b${index}`, "0.0005"))

    const { shares } = apply(cart([item("a", "1.00"), ...crumbs]), 500)

    expect(shares[0]).toEqual({ lineId: "a", amountMinor: 100n, exact: "1.00" })
  })
})

describe("the laws of redemption", () => {
  const total = fc.integer({ min: 0, max: 900_000 }).map((parts) => (parts / 10_000).toFixed(4))
  const arbitraryCart = fc
    .record({
      lines: fc.array(fc.tuple(total, fc.boolean()), { minLength: 1, maxLength: 7 }),
      shippingTotal: total,
      creditTotal: fc.oneof(fc.constant("0"), total),
    })
    .map(({ lines, ...rest }) =>
      cart(
        lines.map(([amount, isDiscountable], index) => item(`line_${index}`, amount, { isDiscountable })),
        rest,
      ),
    )
  const arbitraryTerms = fc
    .record({
      spend: fc.record({
        points: fc.integer({ min: 1, max: 30 }),
        worthMinor: fc.integer({ min: 1, max: 300 }),
      }),
      minPoints: fc.integer({ min: 0, max: 200 }),
      stepPoints: fc.integer({ min: 1, max: 60 }),
      maxShareBasisPoints: fc.constantFrom(10_000, 9_999, 5_000, 3_333, 100),
    })
    .map(({ spend, ...redemption }) => terms({ rate: { spend }, redemption }))
  const arbitraryPoints = fc.integer({ min: 1, max: 60_000 })

  const coin = scaled("0.01")
  const exactly = (shares: { exact: string }[]) => sumBig(shares.map(({ exact }) => scaled(exact)))

  it("the shares are the amount, none is above its line, none is on a line that points may not pay", () => {
    fc.assert(
      fc.property(arbitraryCart, arbitraryTerms, arbitraryPoints, (of, program, points) => {
        const { amountMinor, shares } = apply(of, points, program)
        expect(sumBig(shares.map((share) => share.amountMinor))).toBe(amountMinor)
        for (const { lineId, exact, amountMinor: share } of shares) {
          const paid = of.lines.find((candidate) => candidate.lineId === lineId)
          expect(paid?.isDiscountable).toBe(true)
          expect(scaled(exact) <= scaled(paid?.total ?? "0")).toBe(true)
          expect(share * coin < scaled(paid?.total ?? "0") + coin).toBe(true)
        }
      }),
    )
  })

  it("what is taken off is the amount itself, or, where that pays all, less than half a coin away", () => {
    fc.assert(
      fc.property(arbitraryCart, arbitraryTerms, arbitraryPoints, (of, program, points) => {
        const { amountMinor, shares } = apply(of, points, program)
        const away = exactly(shares) - amountMinor * coin
        if (amountMinor < redeemableMinor(of, program)) expect(away).toBe(0n)
        expect(2n * (away < 0n ? -away : away) <= coin).toBe(true)
      }),
    )
  })

  it("nobody pays more points than asked, nor gets more than they are worth, nor is owed money by the shop", () => {
    fc.assert(
      fc.property(arbitraryCart, arbitraryTerms, arbitraryPoints, (of, program, asked) => {
        const { points, amountMinor, shares } = apply(of, asked, program)
        const spend = program.rates[0].spend ?? { points: 1, worthMinor: 1 }
        expect(points).toBeLessThanOrEqual(asked)
        expect(amountMinor <= worthOf(points, spend)).toBe(true)
        const goods = sumBig(of.lines.map((candidate) => scaled(candidate.total)))
        const toPay = goods + scaled(of.shippingTotal) - scaled(of.creditTotal)
        expect(exactly(shares) <= (toPay > 0n ? toPay : 0n)).toBe(true)
        const share = BigInt(program.redemption.maxShareBasisPoints)
        expect((amountMinor * coin - coin / 2n) * 10_000n <= goods * share).toBe(true)
      }),
    )
  })

  it("whatever is offered is taken, and one step more would not be", () => {
    fc.assert(
      fc.property(arbitraryCart, arbitraryTerms, arbitraryPoints, (of, program, available) => {
        const { refused, maxPoints, minPoints, stepPoints } = quote(of, available, program)
        fc.pre(refused === null)
        expect(maxPoints % stepPoints).toBe(0)
        expect(maxPoints).toBeLessThanOrEqual(available)
        expect(apply(of, minPoints, program).points).toBeGreaterThan(0)
        const most = apply(of, maxPoints, program)
        expect(most.points).toBeGreaterThan(0)
        if (maxPoints + stepPoints <= available) {
          expect(apply(of, maxPoints + stepPoints, program).points).toBeLessThan(maxPoints + stepPoints)
        }
      }),
    )
  })

  it("a cart wholly of goods that points may pay is paid to zero by enough of them", () => {
    fc.assert(
      fc.property(arbitraryCart, (of) => {
        const goods = of.lines.map((candidate) => ({ ...candidate, isDiscountable: true }))
        const payable = { ...of, lines: goods, shippingTotal: "0", creditTotal: "0" }
        fc.pre(redeemableMinor(payable, terms()) > 0n)
        const { shares } = apply(payable, 10_000_000)
        expect(exactly(shares)).toBe(sumBig(goods.map((candidate) => scaled(candidate.total))))
      }),
    )
  })

  it("the order in which lines are read changes no share", () => {
    fc.assert(
      fc.property(arbitraryCart, arbitraryPoints, (of, points) => {
        const otherwise = { ...of, lines: [...of.lines].reverse() }
        expect(apply(otherwise, points)).toEqual(apply(of, points))
      }),
    )
  })

  it("uses the rate of the cart's own currency", () => {
    const program = terms()
    program.rates.push({
      ...euro,
      currencyCode: "jpy",
      decimalDigits: 0,
      spend: { points: 1, worthMinor: 2 },
    })

    expect(apply(cart([item("a", "100")], { currencyCode: "jpy" }), 10, program)).toMatchObject({
      points: 10,
      amountMinor: 20n,
      shares: [{ exact: "20" }],
    })
  })
})
