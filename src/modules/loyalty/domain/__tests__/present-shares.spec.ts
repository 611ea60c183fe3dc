import fc from "fast-check"
import { toPoints } from "../points"
import { presentShares } from "../settlement/present-shares"
import { shareCapture } from "../settlement/share-capture"
import { line } from "./shop"

/** A point is a rouble. */
const held = (points: number) => ({
  points: toPoints(points),
  currencyCode: "rub",
  terms: {
    rates: [{ currencyCode: "rub", decimalDigits: 2, earn: null, spend: { points: 1, worthMinor: 100 } }],
  },
})

const discounted = (amounts: Record<string, string>) =>
  Object.entries(amounts).map(([lineId, amount]) => ({ lineId, amount }))
const lines = (amounts: Record<string, string>) =>
  discounted(amounts).map(({ lineId, amount }) => ({ ...line(lineId, "100"), paidWithPoints: amount }))

describe("the points that an edited order spends", () => {
  it("are those of the capture while every line keeps its discount", () => {
    const { shares } = shareCapture(discounted({ a: "16.67", b: "33.33" }), held(50))
    expect(presentShares(lines({ a: "16.67", b: "33.33" }), shares, held(50))).toEqual(shares)
  })

  it("do not depend on whether the shop heard of the order before or after the edit", () => {
    const before = { red: "16.67", green: "16.67", blue: "16.66" }
    const { points, shares } = shareCapture(discounted(before), held(50))
    const after = { green: "16.67", blue: "16.66" }

    const edited = presentShares(lines(after), shares, held(points))

    expect(edited).toEqual(shareCapture(discounted(after), held(50)).shares)
    expect(edited.map((share) => share.points)).toEqual([17, 17])
  })

  it("are never more than the capture took, and none where no discount is left", () => {
    const { points, shares } = shareCapture(discounted({ a: "20", b: "30" }), held(50))
    expect(presentShares(lines({ a: "90", b: "30" }), shares, held(points))).toEqual(shares)
    expect(presentShares(lines({ c: "50" }), shares, held(points))).toEqual([])
  })

  it("are the same on every path, whatever the lines kept", () => {
    const cents = fc.integer({ min: 1, max: 10_000 })
    fc.assert(
      fc.property(
        fc.array(fc.record({ took: cents, kept: cents }), { minLength: 1, maxLength: 6 }),
        (all) => {
          const id = (index: number) => `line_${index}`
          const euros = (minor: number) => (minor / 100).toFixed(2)
          const taken = Object.fromEntries(all.map(({ took }, index) => [id(index), euros(took)]))
          const left = Object.fromEntries(
            all.map(({ took, kept }, index) => [id(index), euros(Math.min(took, kept))]),
          )
          const { points, shares } = shareCapture(discounted(taken), held(1_000_000))

          const told = presentShares(lines(left), shares, held(points))
          const untold = shareCapture(discounted(left), held(1_000_000)).shares

          const bare = (list: typeof told) => list.map((share) => [share.lineId, share.points])
          expect(bare(told)).toEqual(bare(untold))
        },
      ),
    )
  })
})
