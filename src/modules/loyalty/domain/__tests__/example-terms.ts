import fc from "fast-check"
import { defaultTerms, type ProgramTerms } from "../program"

/** Programs that earn and spend in roubles, by all kinds of rates and limits. */
export const arbitraryTerms: fc.Arbitrary<ProgramTerms> = fc
  .record({
    earn: fc.record({
      points: fc.integer({ min: 1, max: 500 }),
      perMinor: fc.integer({ min: 1, max: 100_000 }),
    }),
    spend: fc.record({
      points: fc.integer({ min: 1, max: 500 }),
      worthMinor: fc.integer({ min: 1, max: 100_000 }),
    }),
    rounding: fc.constantFrom("down" as const, "nearest" as const, "up" as const),
    includesTax: fc.boolean(),
    minPoints: fc.integer({ min: 1, max: 1_000 }),
    stepPoints: fc.integer({ min: 1, max: 500 }),
    maxShareBasisPoints: fc.integer({ min: 0, max: 10_000 }),
  })
  .map(({ earn, spend, rounding, includesTax, ...limits }) => ({
    ...defaultTerms,
    rates: [{ currencyCode: "rub", decimalDigits: 2, earn, spend }],
    earning: { ...defaultTerms.earning, rounding, includesTax },
    redemption: { ...defaultTerms.redemption, ...limits },
  }))
