import { fromMinor, toMinor } from "../../../../../../modules/loyalty/domain/money"
import { pointsToDisplay } from "../../../../../../modules/loyalty/domain/points"
import type { SettingChange } from "../../../../../../modules/loyalty/program-changes"
import type { SettingsPreview } from "../../../../../../modules/loyalty/services/insight-preview"

export type { Affects, SettingChange } from "../../../../../../modules/loyalty/program-changes"

/** What an order earns and what points can pay of it, by the program's own rate. Points in display units, money in major units. */
export interface Example {
  amount: number
  currency_code: string
  earn_points: number
  /** What these points pay; null where points pay nothing in the currency. */
  earn_worth: number | null
  activates_after_days: number
  /** In days from when they become available; null: never. */
  expires_after: number | null
  /** The most that a member with enough of them can spend on it. */
  max_points: number
  max_points_worth: number
  /** The fewest that can be spent at once. */
  min_points: number
  /** What is left to pay with the most points spent. */
  to_pay: number
}

export interface Preview {
  /** Null each where the currency has no rate in it. */
  examples: { present: Example | null; changed: Example | null }
  /** The settings that would change; in the order of the settings. */
  changes: SettingChange[]
  /** What is there now for the changes to touch. Points in display units. */
  touched: { members: number; pending_points: number; available_points: number; open_redemptions: number }
}

export function previewView({ order, present, changed, changes, touched }: SettingsPreview): Preview {
  const { precision } = present.program.terms
  return {
    examples: {
      present: exampleView(order, present),
      changed: exampleView(order, changed),
    },
    changes,
    touched: {
      members: touched.members,
      pending_points: pointsToDisplay(touched.pending, precision),
      available_points: pointsToDisplay(touched.available, precision),
      open_redemptions: touched.openRedemptions,
    },
  }
}

function exampleView(
  order: SettingsPreview["order"],
  { program: { terms }, example }: SettingsPreview["present"],
): Example | null {
  if (order === null || example === null) return null
  const { currencyCode, decimalDigits } = example.rate
  const money = (minor: bigint): number => fromMinor(minor, decimalDigits)
  const display = (points: number): number => pointsToDisplay(points, terms.precision)
  return {
    amount: Number(order.amount),
    currency_code: currencyCode,
    earn_points: display(example.earned),
    earn_worth: example.earnedWorthMinor === null ? null : money(example.earnedWorthMinor),
    activates_after_days: terms.earning.pendingDays,
    expires_after: terms.earning.expiresAfterDays,
    max_points: display(example.maxPoints),
    max_points_worth: money(example.maxWorthMinor),
    min_points: display(example.minPoints),
    to_pay: money(toMinor(order.amount, decimalDigits) - example.maxWorthMinor),
  }
}
