import { defaultTerms } from "../domain/program"
import type { ProgramRow } from "../persistence/program.schema"
import { changesBetween } from "../program-changes"
import { programWith, settingsOf, type ProgramSettings } from "../program-settings"

const program: ProgramRow = {
  id: "lprog_1",
  handle: "default",
  name: "Loyalty",
  unitNames: { en: { one: "point", other: "points" } },
  joining: "automatic",
  isDefault: true,
  salesChannelIds: [],
  version: 3,
  terms: {
    ...defaultTerms,
    version: 3,
    rates: [
      {
        currencyCode: "eur",
        decimalDigits: 2,
        earn: { points: 1, perMinor: 100 },
        spend: { points: 1, worthMinor: 1 },
      },
    ],
  },
  termsId: 3,
  ruleSetId: null,
  tierLadder: null,
  tierLadderVersion: 0,
  startsAt: new Date("2026-01-01T00:00:00Z"),
  createdAt: new Date("2026-01-01T00:00:00Z"),
  updatedAt: new Date("2026-01-01T00:00:00Z"),
}
const changesBy = (settings: ProgramSettings) => changesBetween(program, programWith(settings, program))

describe("what other settings change of a program", () => {
  it("is nothing where they say what is so already", () => {
    expect(changesBy({})).toEqual([])
    expect(changesBy(settingsOf(program))).toEqual([])
  })

  it("is each setting by itself, a rate by its currency", () => {
    const dollars = { currency_code: "usd", earn: { points: 2, per_amount: 1 }, spend: null }

    expect(changesBy({ rates: [dollars], redemption: { hold_minutes: 5 } })).toEqual([
      { path: "rates.eur.earn", from: { points: 1, per_amount: 1 }, to: null, affects: "new_orders" },
      { path: "rates.eur.spend", from: { points: 1, worth: 0.01 }, to: null, affects: "balances" },
      { path: "rates.usd.earn", from: null, to: dollars.earn, affects: "new_orders" },
      { path: "redemption.hold_minutes", from: 60, to: 5, affects: "open_carts" },
    ])
  })

  it("tells of a moment and of lists what they become", () => {
    const startsAt = new Date("2026-02-01T00:00:00Z")

    expect(changesBy({ starts_at: startsAt, earning: { excluded_product_ids: ["prod_1"] } })).toEqual([
      { path: "starts_at", from: program.startsAt, to: startsAt, affects: "new_orders" },
      { path: "earning.excluded_product_ids", from: [], to: ["prod_1"], affects: "new_orders" },
    ])
  })

  it("undone, is the same change the other way round", () => {
    const changed = programWith({ name: "Tea", joining: "opt_in", earning: { pending_days: 0 } }, program)
    const back = changesBetween(changed, program)

    expect(back).toHaveLength(3)
    expect(back.map(({ from, to, ...rest }) => ({ ...rest, from: to, to: from }))).toEqual(
      changesBetween(program, changed),
    )
  })
})
