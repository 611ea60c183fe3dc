import fc from "fast-check"
import { toPoints } from "../../src/modules/loyalty/domain/points"
import { worthOf as worthInStore } from "../../src/modules/loyalty/domain/program"
import { fit, isLeaving, read, savedBy, unsaid, type Limits } from "../points-field"

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

  it("takes no more than was wished for", () => {
    const of = { min: 100, max: 500, step: 50, precision: 0 }
    expect([0, 99, 124, 149, 150, 199.9, 499, 501].map((wish) => fit(wish, of))).toEqual([
      100, 100, 100, 100, 150, 150, 450, 500,
    ])
    expect(fit(0.57, { min: 0.01, max: 5, step: 0.01, precision: 2 })).toBe(0.57)
  })

  describe("spends", () => {
    const of = { min: 1, max: 490, step: 1, precision: 0 }
    const steps = { min: 100, max: 500, step: 50, precision: 0 }

    it.each(["", " ", "-", "-5", "0", "-0", "many", "1,5,"])("nothing where %j stands in it", (typed) => {
      expect(read(typed, of, false)).toEqual({ is: "no_number" })
    })

    it("nothing where it is zero or empty; zero takes off what is on the cart", () => {
      expect(read("0", of, true)).toEqual({ is: "usable", points: 0 })
      expect(read("", of, true)).toEqual({ is: "no_number" })
      expect(read("-5", of, true)).toEqual({ is: "no_number" })
    })

    it("what was typed, where that may be used", () => {
      expect(read("490", of, false)).toEqual({ is: "usable", points: 490 })
      expect(read("150", steps, true)).toEqual({ is: "usable", points: 150 })
    })

    it("another number only after that has been seen, and none above what was typed", () => {
      expect(read("99999", of, false)).toEqual({ is: "fitted", points: 490 })
      expect(read("1.5", of, false)).toEqual({ is: "fitted", points: 1 })
      expect(read("149", steps, false)).toEqual({ is: "fitted", points: 100 })
      expect(read("99", steps, false)).toEqual({ is: "too_few" })
      fc.assert(
        fc.property(limits, fc.double({ min: 0, noNaN: true, noDefaultInfinity: true }), (any, wish) => {
          const reading = read(String(wish), any, false)
          if ("points" in reading) expect(reading.points).toBeLessThanOrEqual(wish)
          if (reading.is === "usable") expect(reading.points).toBe(wish)
        }),
      )
    })
  })
})

describe("what points save", () => {
  const at = (spend_rate: { points: number; worth: number } | null, max_amount = Infinity) => ({
    spend_rate,
    max_amount,
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
          expect(savedBy(points / unit, "EUR", precision, at(spend))).toBe(store)
        },
      ),
    )
  })

  it("is never more than the store takes off this cart", () => {
    // At two a point, the five hundredth pays what is left of 999.
    const redemption = at({ points: 1, worth: 2 }, 999)
    expect([499, 500].map((points) => savedBy(points, "rub", 0, redemption))).toEqual([998, 999])
  })

  it("is in whole yen", () => {
    expect(savedBy(7, "jpy", 0, at({ points: 2, worth: 1 }))).toBe(3)
  })

  it("is not known where points have no rate", () => {
    expect(savedBy(7, "usd", 0, at(null))).toBeNull()
  })
})

describe("a shopper whose account was frozen", () => {
  const applied = { id: "lred_1", points: 30, amount: 30, currency_code: "rub", expires_at: "2026-01-01" }

  it("reads it once, and that the points on the cart will go", () => {
    expect(unsaid("account_frozen", { refused: "account_frozen" })).toBeNull()
    expect(isLeaving({ applied, refused: "account_frozen" })).toBe(true)
    expect(isLeaving({ applied: null, refused: "account_frozen" })).toBe(false)
    expect(isLeaving({ applied, refused: "nothing_to_redeem_on" })).toBe(false)
  })

  it("still reads what else went wrong", () => {
    expect(unsaid("lost", { refused: "account_frozen" })).toBe("lost")
    expect(unsaid("above_maximum", { refused: null })).toBe("above_maximum")
    expect(unsaid(null, { refused: null })).toBeNull()
  })
})
