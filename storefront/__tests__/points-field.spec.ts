import fc from "fast-check"
import { toPoints } from "../../src/modules/loyalty/domain/points"
import { worthOf as worthInStore } from "../../src/modules/loyalty/domain/program"
import { fit, worthOf, type Limits } from "../points-field"

/** As the store answers them: in whole steps, of the smallest part of a point. */
const limits: fc.Arbitrary<Limits> = fc
  .record({
    precision: fc.integer({ min: 0, max: 3 }),
    step: fc.integer({ min: 1, max: 500 }),
    least: fc.integer({ min: 1, max: 1_000 }),
    room: fc.nat(10_000),
  })
  .map(({ precision, step, least, room }) => {
    const unit = 10 ** precision
    return {
      precision,
      step: step / unit,
      min: (least * step) / unit,
      max: ((least + room) * step) / unit,
    }
  })

const inUnits = (points: number, { precision }: Limits): number => Math.round(points * 10 ** precision)

describe("the field for points", () => {
  it("comes to a number of points that the store takes, whatever is typed", () => {
    fc.assert(
      fc.property(limits, fc.double(), (of, wish) => {
        const points = fit(wish, of)
        expect(points).toBeGreaterThanOrEqual(of.min)
        expect(points).toBeLessThanOrEqual(of.max)
        expect(inUnits(points, of) % inUnits(of.step, of)).toBe(0)
        expect(points).toBe(inUnits(points, of) / 10 ** of.precision)
      }),
    )
  })

  it("leaves alone what the store takes", () => {
    fc.assert(
      fc.property(limits, fc.nat(), (of, steps) => {
        const all = Math.round((of.max - of.min) / of.step)
        const wish = inUnits(of.min + (steps % (all + 1)) * of.step, of) / 10 ** of.precision
        expect(fit(wish, of)).toBe(wish)
      }),
    )
  })

  it("takes the nearest", () => {
    const of = { min: 100, max: 500, step: 50, precision: 0 }
    expect([0, 99, 124, 125, 160, 499, 501].map((wish) => fit(wish, of))).toEqual([
      100, 100, 100, 150, 150, 500, 500,
    ])
    expect(fit(NaN, of)).toBe(500)
  })
})

describe("what points save", () => {
  const at = (spend: { points: number; worth: number } | null, currency_code: string, precision = 0) => ({
    precision,
    rates: [{ currency_code, earn: null, spend }],
  })

  it("is what the store will take off, to the coin", () => {
    fc.assert(
      fc.property(
        fc.nat(10_000_000),
        fc.integer({ min: 1, max: 1_000 }),
        fc.integer({ min: 1, max: 100_000 }),
        fc.integer({ min: 0, max: 3 }),
        (points, per, worthMinor, precision) => {
          const unit = 10 ** precision
          const spend = { points: per / unit, worth: worthMinor / 100 }
          const store = Number(worthInStore(toPoints(points), { points: per, worthMinor })) / 100
          expect(worthOf(points / unit, "EUR", at(spend, "eur", precision))).toBe(store)
        },
      ),
    )
  })

  it("is in whole yen", () => {
    expect(worthOf(7, "jpy", at({ points: 2, worth: 1 }, "jpy"))).toBe(3)
  })

  it("is not known where points have no rate", () => {
    expect(worthOf(7, "usd", at(null, "usd"))).toBeNull()
    expect(worthOf(7, "gbp", at({ points: 1, worth: 1 }, "usd"))).toBeNull()
  })
})
