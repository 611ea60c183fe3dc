import fc from "fast-check"
import {
  allocate,
  divideCeil,
  divideFloor,
  divideNearest,
  fromMinor,
  scaled,
  scaledText,
  toMinor,
} from "../money"
import { pointsFromDisplay, pointsToDisplay, toPoints } from "../points"
import { pointsWorth, rateOf, worthOf } from "../program"
import { pts, sumBig, terms } from "./shop"

describe("a number of points", () => {
  it.each([0, 1, -7, Number.MAX_SAFE_INTEGER])("may be %p", (value) => expect(toPoints(value)).toBe(value))

  it.each([0.5, NaN, Infinity, Number.MAX_SAFE_INTEGER + 1])("may not be %p", (value) => {
    expect(() => toPoints(value)).toThrow(RangeError)
  })

  it("knows no minus zero", () => expect(Object.is(toPoints(-0), 0)).toBe(true))
})

describe("points as a shopper writes them", () => {
  it("are taken in the program's smallest unit", () => {
    expect(pointsFromDisplay(120, 0)).toBe(120)
    expect(pointsFromDisplay(12.34, 2)).toBe(1234)
    expect(pointsFromDisplay(1.1, 2)).toBe(110)
    expect(pointsFromDisplay(1e3, 2)).toBe(100_000)
  })

  it.each([
    [0.5, 0],
    [12.345, 2],
    [0.1 + 0.2, 2],
    [NaN, 0],
    [Infinity, 0],
    [1e300, 2],
    [Number.MAX_SAFE_INTEGER, 2],
    [1e-7, 2],
  ])("are refused when they are not exact: %p at precision %p", (value, precision) => {
    expect(pointsFromDisplay(value, precision)).toBeNull()
  })

  it("come back as they were written", () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e12, max: 1e12 }), fc.constantFrom(0, 2), (units, precision) => {
        expect(pointsFromDisplay(pointsToDisplay(units, precision), precision)).toBe(units + 0)
      }),
    )
  })
})

describe("money as Medusa keeps it", () => {
  it.each<[string | number, number, bigint]>([
    ["357", 2, 35700n],
    ["357.00", 2, 35700n],
    [1.005, 2, 101n],
    ["1.005", 2, 101n],
    ["-1.005", 2, -101n],
    ["1.00499999999999999999999999", 2, 100n],
    [0.1 + 0.2, 2, 30n],
    ["1e-7", 2, 0n],
    ["1.5e3", 2, 150_000n],
    [1e21, 2, 100_000_000_000_000_000_000_000n],
    [".5", 0, 1n],
    ["5.", 0, 5n],
    ["99.5", 0, 100n],
    ["0.0005", 3, 1n],
    ["+3", 2, 300n],
  ])("%p with %p decimals is %p in the smallest coin", (amount, digits, minor) => {
    expect(toMinor(amount, digits)).toBe(minor)
  })

  it.each(["", ".", "-", "1,5", "abc", "1e99999", "0x10", "1 000", NaN, Infinity])(
    "%p is no amount",
    (amount) => {
      expect(() => toMinor(amount, 2)).toThrow(RangeError)
    },
  )

  it("is read by its digits, however long they are", () => {
    const digits = fc.stringMatching(/^[0-9]{1,25}$/)
    fc.assert(
      fc.property(digits, digits, fc.integer({ min: 0, max: 4 }), (whole, fraction, places) => {
        const kept = BigInt(whole + fraction.padEnd(places, "0").slice(0, places))
        const roundsUp = (fraction[places] ?? "0") >= "5"
        expect(toMinor(`${whole}.${fraction}`, places)).toBe(kept + (roundsUp ? 1n : 0n))
      }),
    )
  })

  it("survives the way to coins and back", () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: -(10n ** 14n), max: 10n ** 14n }),
        fc.constantFrom(0, 2, 3),
        (minor, digits) => {
          expect(toMinor(fromMinor(minor, digits), digits)).toBe(minor)
        },
      ),
    )
  })

  it("weighs what is below the smallest coin too", () => {
    expect(scaled("0.0081")).toBe(8_100_000_000n)
    expect(scaledText(scaled("-204.6667"))).toBe("-204.6667")
    expect(scaledText(scaled("100"))).toBe("100")
    expect(scaledText(0n)).toBe("0")
  })
})

describe("dividing", () => {
  it("says which way it rounds, below zero as well", () => {
    expect([divideFloor(7n, 2n), divideCeil(7n, 2n), divideNearest(7n, 2n)]).toEqual([3n, 4n, 4n])
    expect([divideFloor(-7n, 2n), divideCeil(-7n, 2n), divideNearest(-7n, 2n)]).toEqual([-4n, -3n, -4n])
    expect([divideNearest(1n, 3n), divideNearest(-1n, 3n), divideNearest(2n, 3n)]).toEqual([0n, 0n, 1n])
  })

  it.each([0n, -1n])("never divides by %p", (divisor) => {
    for (const divide of [divideFloor, divideCeil, divideNearest])
      expect(() => divide(1n, divisor)).toThrow(RangeError)
  })

  it("stays within one of the exact quotient on the named side", () => {
    const dividend = fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n })
    fc.assert(
      fc.property(dividend, fc.bigInt({ min: 1n, max: 10n ** 9n }), (a, b) => {
        const [floor, ceil, nearest] = [divideFloor(a, b), divideCeil(a, b), divideNearest(a, b)]
        expect(floor * b <= a && a < (floor + 1n) * b).toBe(true)
        expect(ceil * b >= a && a > (ceil - 1n) * b).toBe(true)
        const distance = nearest * b - a
        expect(2n * (distance < 0n ? -distance : distance) <= b).toBe(true)
      }),
    )
  })
})

describe("splitting", () => {
  const shares = (whole: number, weights: number[]): number[] => {
    const parts = allocate(BigInt(whole), weights.map(BigInt))
    expect(sumBig(parts)).toBe(BigInt(whole))
    return parts.map(Number)
  }

  it("gives the odd point to the line that came closest to it", () =>
    expect(shares(10, [5, 2])).toEqual([7, 3]))
  it("gives it to the heavier line in a tie", () => expect(shares(6, [1, 3])).toEqual([1, 5]))
  it("gives it to the first of equal lines", () =>
    expect(shares(5000, [3333, 3333, 3333])).toEqual([1667, 1667, 1666]))
  it("gives a free line nothing", () => expect(shares(10, [0, 1, 0])).toEqual([0, 10, 0]))
  it("shares alike where nothing weighs", () => expect(shares(5, [0, 0])).toEqual([3, 2]))
  it("splits a debt as it splits a credit", () => expect(shares(-10, [1, 2])).toEqual([-3, -7]))
  it("splits nothing among nobody", () => expect(shares(0, [])).toEqual([]))

  it("refuses to lose the whole or to weigh below zero", () => {
    expect(() => allocate(1n, [])).toThrow(RangeError)
    expect(() => allocate(1n, [2n, -1n])).toThrow(RangeError)
  })

  it("conserves the whole and leaves no part a point away from its quota", () => {
    const weights = fc.array(fc.bigInt({ min: 0n, max: 10n ** 15n }), { minLength: 1, maxLength: 12 })
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 12n }), weights, (whole, parts) => {
        const total = sumBig(parts)
        fc.pre(total > 0n)
        const split = allocate(whole, parts)
        expect(sumBig(split)).toBe(whole)
        split.forEach((part, index) => {
          const away = part * total - whole * parts[index]
          expect(-total < away && away < total).toBe(true)
        })
      }),
    )
  })
})

describe("rates", () => {
  it("are found whatever the case of the currency's code", () => {
    expect(rateOf(terms(), "EUR")?.currencyCode).toBe("eur")
    expect(rateOf(terms(), "usd")).toBeNull()
  })

  it("name the fewest points that are worth an amount", () => {
    const rate = fc.record({
      points: fc.integer({ min: 1, max: 1000 }),
      worthMinor: fc.integer({ min: 1, max: 1000 }),
    })
    fc.assert(
      fc.property(fc.bigInt({ min: 1n, max: 10n ** 9n }), rate, (minor, spend) => {
        const points = pointsWorth(minor, spend)
        expect(worthOf(points, spend) >= minor).toBe(true)
        expect(worthOf(pts(points - 1), spend) < minor).toBe(true)
      }),
    )
  })
})
