import fc from "fast-check"
import { parse } from "../../../../../../modules/loyalty/validation"
import { ladderSettings, tierSettings } from "../../../../../../modules/loyalty/tier-settings/schema"
import { blankLadder, faultsOfLadder, ladderOfForm, ladderToForm } from "../ladder-form"
import { blankTier, changesOfTier, faultsOfTier, handleOf, tierOfForm, tierToForm } from "../tier-form"
import type { LadderSettings, TierSettings } from "../types"

const currency = fc.constantFrom("eur", "rub", "usd")
const cents = fc.integer({ min: 1, max: 100_000_000 }).map((minor) => minor / 100)
const days = fc.integer({ min: 1, max: 36_500 })

const ladders: fc.Arbitrary<LadderSettings> = fc.record({
  qualification: fc.oneof(
    fc.record({ by: fc.constant("points_earned" as const), includes_events: fc.boolean() }),
    fc.record({ by: fc.constant("money_spent" as const), currency_code: currency }),
    fc.record({ by: fc.constant("orders" as const) }),
  ),
  window: fc.oneof(
    fc.record({ code: fc.constant("rolling" as const), days }),
    fc.record({ code: fc.constant("rolling" as const), months: fc.integer({ min: 1, max: 1_200 }) }),
    fc.record({ code: fc.constantFrom("calendar_year" as const, "since_joining" as const) }),
  ),
  counts_when: fc.constantFrom("placed" as const, "paid" as const),
  grace_days: fc.integer({ min: 0, max: 36_500 }),
  downgrade: fc.constantFrom("one_step" as const, "to_measure" as const),
  lock: fc.constantFrom("none" as const, "period" as const, "next_period" as const),
})

const tiers: fc.Arbitrary<TierSettings> = fc.record({
  name: fc.string({ minLength: 1, maxLength: 20 }).filter((name) => name.trim() !== ""),
  handle: fc.constantFrom("silver", "gold-club"),
  translations: fc.dictionary(fc.constantFrom("ru", "de", "fr"), fc.constantFrom("Золото", "Gold")),
  threshold: fc.oneof(fc.constant(0), cents),
  multiplier: fc.integer({ min: 1, max: 100_000_000 }).map((millionths) => millionths / 1_000_000),
  redemption: fc.record({
    min_points: fc.option(cents),
    max_share_percent: fc.option(fc.integer({ min: 0, max: 10_000 }).map((basis) => basis / 100)),
    rates: fc.uniqueArray(fc.record({ currency_code: currency, points: cents, worth: cents }), {
      selector: (rate) => rate.currency_code,
    }),
  }),
  customer_group_id: fc.option(fc.constant("cusgroup_1")),
})

describe("the forms of tiers", () => {
  it("save a ladder as it was loaded", () => {
    fc.assert(
      fc.property(ladders, (ladder) => {
        expect(parse(ladderSettings, ladder)).toEqual(ladder)
        expect(faultsOfLadder(ladderToForm(ladder))).toEqual([])
        expect(ladderOfForm(ladderToForm(ladder))).toEqual(ladder)
      }),
    )
  })

  it("save a tier as it was loaded, which changes nothing", () => {
    fc.assert(
      fc.property(tiers, (tier) => {
        const given = parse(tierSettings, tier)
        expect(faultsOfTier(tierToForm(given))).toEqual([])
        expect(tierOfForm(tierToForm(given))).toEqual(given)
        expect(changesOfTier(given, tierToForm(given))).toEqual({})
      }),
    )
  })

  it("send what was changed of a tier, each setting as a whole", () => {
    const [tier] = fc.sample(tiers, 1)
    if (tier === undefined) throw new Error("no tier was drawn")
    const form = { ...tierToForm(tier), threshold: "77,5", min_points: "", max_share_percent: "" }

    expect(changesOfTier({ ...tier, threshold: 1 }, form)).toMatchObject({ threshold: 77.5 })
    expect(changesOfTier({ ...tier, threshold: 77.5 }, { ...form, group: "none" })).not.toHaveProperty(
      "threshold",
    )
  })

  it("see what is missing", () => {
    expect(faultsOfTier(blankTier).map(({ path }) => path)).toEqual(["name", "handle", "threshold"])
    expect(faultsOfLadder(blankLadder)).toEqual([{ path: "qualification.currency_code", key: "missing" }])
    expect(faultsOfLadder({ ...blankLadder, by: "orders", length: "1.5" })).toEqual([
      { path: "window.months", key: "no_whole_number" },
    ])
  })

  it("make a handle of a name", () => {
    expect(handleOf("Gold Club!")).toBe("gold-club")
    expect(handleOf("Золото")).toBe("")
  })
})
