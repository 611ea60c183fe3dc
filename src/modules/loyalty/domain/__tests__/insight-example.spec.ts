import fc from "fast-check"
import { exampleOf, type ExampleOrder } from "../insight/example"
import { fromMinor } from "../money"
import { defaultTerms, pointsWorth, type ProgramTerms } from "../program"
import { arbitraryTerms } from "./example-terms"

const terms: ProgramTerms = {
  ...defaultTerms,
  rates: [
    {
      currencyCode: "rub",
      decimalDigits: 2,
      earn: { points: 5, perMinor: 10_000 },
      spend: { points: 1, worthMinor: 100 },
    },
    { currencyCode: "eur", decimalDigits: 2, earn: null, spend: null },
  ],
}
const order = (amount: string, changes: Partial<ExampleOrder> = {}): ExampleOrder => ({
  amount,
  currencyCode: "rub",
  taxPercent: "0",
  ...changes,
})

describe("an example of what settings do", () => {
  it("says what a thousand roubles earn and how much of them points pay", () => {
    const limits = { ...terms.redemption, maxShareBasisPoints: 3_000, minPoints: 100, stepPoints: 50 }

    expect(exampleOf(order("1000"), { ...terms, redemption: limits })).toMatchObject({
      earned: 50,
      earnedWorthMinor: 5_000n,
      minPoints: 100,
      maxPoints: 300,
      maxWorthMinor: 30_000n,
    })
  })

  it("earns on what is left without tax, where tax earns nothing", () => {
    const taxed = order("1200", { taxPercent: "20" })
    const withTax = { ...terms, earning: { ...terms.earning, includesTax: true } }

    expect(exampleOf(taxed, terms)?.earned).toBe(50)
    expect(exampleOf(taxed, withTax)?.earned).toBe(60)
    expect(exampleOf(taxed, terms)?.maxPoints).toBe(1_200)
  })

  it("is of nothing in a currency whose rate gives nothing, and there is none without a rate", () => {
    expect(exampleOf(order("1000", { currencyCode: "eur" }), terms)).toMatchObject({
      earned: 0,
      earnedWorthMinor: null,
      maxPoints: 0,
      maxWorthMinor: 0n,
    })
    expect(exampleOf(order("1000", { currencyCode: "usd" }), terms)).toBeNull()
  })

  it("spends nothing where the order is too small for the least that can be spent", () => {
    const limits = { ...terms.redemption, minPoints: 500 }

    expect(exampleOf(order("499"), { ...terms, redemption: limits })).toMatchObject({
      maxPoints: 0,
      maxWorthMinor: 0n,
    })
  })

  const arbitraryCents = fc.integer({ min: 1, max: 100_000_000 })
  const text = (cents: number): string => String(fromMinor(BigInt(cents), 2))

  it("never pays more than the order, nor more than its share, and takes whole steps", () => {
    fc.assert(
      fc.property(arbitraryCents, arbitraryTerms, (cents, of) => {
        const found = exampleOf(order(text(cents)), of)
        const { maxPoints = 0, minPoints = 0, maxWorthMinor = 0n } = found ?? {}
        const share = (BigInt(cents) * BigInt(of.redemption.maxShareBasisPoints)) / 10_000n

        expect(maxWorthMinor).toBeLessThanOrEqual(BigInt(cents))
        expect(maxWorthMinor).toBeLessThanOrEqual(share)
        expect(maxPoints % of.redemption.stepPoints).toBe(0)
        expect(maxPoints === 0 || maxPoints >= minPoints).toBe(true)
        const spend = of.rates[0].spend
        if (spend !== null && maxWorthMinor > 0n)
          expect(pointsWorth(maxWorthMinor, spend)).toBeLessThanOrEqual(maxPoints)
      }),
    )
  })

  it("earns and pays no less for a larger order", () => {
    fc.assert(
      fc.property(arbitraryCents, arbitraryCents, arbitraryTerms, (one, another, of) => {
        const [smaller, larger] = [Math.min(one, another), Math.max(one, another)].map((cents) =>
          exampleOf(order(text(cents)), of),
        )

        expect(larger?.earned).toBeGreaterThanOrEqual(smaller?.earned ?? 0)
        expect(larger?.maxPoints).toBeGreaterThanOrEqual(smaller?.maxPoints ?? 0)
      }),
    )
  })
})
