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

/**
 * What a change of a setting reaches. `new_orders`: those placed from now on, placed ones keep their terms. `open_carts`:
 * points that are put on a cart from now on. `balances`: what all points are worth. `members`: who becomes one. `nothing`
 * that is counted: names.
 */
export type Affects = "new_orders" | "open_carts" | "balances" | "members" | "nothing"

export interface SettingChange {
  /** As in "earning.pending_days", "rates.eur.spend". */
  path: string
  /** As the settings write it. Null where there was or will be none. */
  from: unknown
  to: unknown
  affects: Affects
}

export interface Preview {
  /** Null each where the currency has no rate in it. */
  examples: { present: Example | null; changed: Example | null }
  /** The settings that would change; in the order of the settings. */
  changes: SettingChange[]
  /** What is there now for the changes to touch. Points in display units. */
  touched: { members: number; pending_points: number; available_points: number; open_redemptions: number }
}
