import { isDeepStrictEqual } from "node:util"
import type { ProgramRow } from "./persistence/program.schema"
import { settingsOf, type ProgramSettings, type RateSettings } from "./program-settings"

/**
 * What a change of a setting reaches. `new_orders`: those placed from now on, placed ones keep their terms. `open_carts`:
 * points that are put on a cart from now on. `balances`: what all points are worth. `members`: who becomes one. `nothing`
 * that is counted: names.
 */
export type Affects = "new_orders" | "open_carts" | "balances" | "members" | "nothing"

/** As the settings write it; null where there was or will be none. */
export interface SettingChange {
  /** As in "earning.pending_days", "rates.eur.spend". */
  path: string
  from: unknown
  to: unknown
  affects: Affects
}

type Whole = Required<ProgramSettings>

const affectsOf: Record<Exclude<keyof Whole, "rates">, Affects> = {
  name: "nothing",
  unit_names: "nothing",
  joining: "members",
  sales_channel_ids: "new_orders",
  starts_at: "new_orders",
  time_zone: "new_orders",
  earning: "new_orders",
  redemption: "open_carts",
  returns: "new_orders",
}

/** Every setting in which the two differ, in the order of the settings; rates by currency. */
export function changesBetween(before: ProgramRow, after: ProgramRow): SettingChange[] {
  const [from, to] = [settingsOf(before), settingsOf(after)]
  return (Object.keys(from) as (keyof Whole)[])
    .flatMap((name) => {
      if (name === "rates") return ratesBetween(from.rates, to.rates)
      const affects = affectsOf[name]
      const parts = ["earning", "redemption", "returns"].includes(name)
        ? partsBetween(from[name] as object, to[name] as object)
        : [{ part: "", from: from[name], to: to[name] }]
      return parts.map(({ part, ...values }) => ({
        path: part === "" ? name : `${name}.${part}`,
        ...values,
        affects,
      }))
    })
    .filter((change) => !isDeepStrictEqual(change.from, change.to))
}

function partsBetween(from: object, to: object): { part: string; from: unknown; to: unknown }[] {
  const after = to as Record<string, unknown>
  return Object.entries(from).map(([part, value]) => ({ part, from: value as unknown, to: after[part] }))
}

function ratesBetween(from: RateSettings[], to: RateSettings[]): SettingChange[] {
  const codes = [...new Set([...from, ...to].map(({ currency_code }) => currency_code))]
  return codes.flatMap((code) => {
    const [before, after] = [from, to].map((rates) =>
      rates.find(({ currency_code }) => currency_code === code),
    )
    return [
      ratePart(code, "earn", before, after, "new_orders"),
      ratePart(code, "spend", before, after, "balances"),
    ]
  })
}

function ratePart(
  code: string,
  part: "earn" | "spend",
  before: RateSettings | undefined,
  after: RateSettings | undefined,
  affects: Affects,
): SettingChange {
  return { path: `rates.${code}.${part}`, from: before?.[part] ?? null, to: after?.[part] ?? null, affects }
}
