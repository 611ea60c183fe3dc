import { exactlyAtPlaces, parseDecimal } from "../domain/decimal"
import { fromMinor } from "../domain/money"
import { pointsToDisplay } from "../domain/points"
import type { Ladder } from "../domain/tiers/ladder"
import type { TierConfig } from "../domain/tiers/tier"
import { coinsOf, findCurrency, invalid, unitsOf, type Currency } from "../settings-units"
import type { LadderSettings, TierSettings } from "./schema"

/** Throws `invalid_request`, naming the field. */
export function ladderOf(settings: LadderSettings): Ladder {
  const { qualification, window, lock } = settings
  if (window.code === "since_joining" && lock !== "none")
    throw invalid("lock", "has no period to end with where the window is since_joining")
  return {
    qualification:
      qualification.by === "points_earned"
        ? { by: qualification.by, includesEvents: qualification.includes_events }
        : qualification.by === "money_spent"
          ? { by: qualification.by, currencyCode: qualification.currency_code }
          : qualification,
    countsWhen: settings.counts_when,
    window: window,
    graceDays: settings.grace_days,
    downgrade: settings.downgrade,
    lock,
  }
}

/** A ladder as owners read it, in the shape in which they write it. */
export function ladderSettingsOf({ qualification, ...ladder }: Ladder): LadderSettings {
  return {
    qualification:
      qualification.by === "points_earned"
        ? { by: qualification.by, includes_events: qualification.includesEvents }
        : qualification.by === "money_spent"
          ? { by: qualification.by, currency_code: qualification.currencyCode }
          : qualification,
    counts_when: ladder.countsWhen,
    window: ladder.window,
    grace_days: ladder.graceDays,
    downgrade: ladder.downgrade,
    lock: ladder.lock,
  }
}

/** What the settings say, in the smallest units of the program and of the ladder's measure. Throws `invalid_request`, naming the field. */
export function tierConfigOf(settings: TierSettings, ladder: Ladder, precision: number): TierConfig {
  const { handle, name, translations, customer_group_id: customerGroupId, redemption } = settings
  return {
    handle,
    name,
    translations,
    threshold: thresholdOf(settings.threshold, ladder, precision),
    customerGroupId,
    multiplierMillionths: Number(exactlyAtPlaces(parseDecimal(settings.multiplier), 6)),
    redemption: {
      minPoints:
        redemption.min_points === null
          ? null
          : unitsOf(redemption.min_points, precision, "redemption.min_points"),
      maxShareBasisPoints:
        redemption.max_share_percent === null
          ? null
          : Number(exactlyAtPlaces(parseDecimal(redemption.max_share_percent), 2)),
      spend: redemption.rates.map(({ currency_code, points, worth }, index) => ({
        currencyCode: currency_code,
        points: unitsOf(points, precision, `redemption.rates[${index}].points`),
        worthMinor: coinsOf(worth, currencyOf(currency_code), `redemption.rates[${index}].worth`),
      })),
    },
  }
}

/** A tier as owners read it, in the shape in which they write it. */
export function tierSettingsOf(config: TierConfig, ladder: Ladder | null, precision: number): TierSettings {
  const { redemption } = config
  return {
    handle: config.handle,
    name: config.name,
    translations: config.translations,
    threshold: measureToDisplay(config.threshold, ladder, precision),
    multiplier: fromMinor(BigInt(config.multiplierMillionths), 6),
    redemption: {
      min_points: redemption.minPoints && pointsToDisplay(redemption.minPoints, precision),
      max_share_percent:
        redemption.maxShareBasisPoints === null ? null : fromMinor(BigInt(redemption.maxShareBasisPoints), 2),
      rates: redemption.spend.map(({ currencyCode, points, worthMinor }) => ({
        currency_code: currencyCode,
        points: pointsToDisplay(points, precision),
        worth: fromMinor(BigInt(worthMinor), currencyOf(currencyCode).decimalDigits),
      })),
    },
    customer_group_id: config.customerGroupId,
  }
}

/** What orders amount to, as people read it: points, money in major units, or orders. */
export function measureToDisplay(value: number, ladder: Ladder | null, precision: number): number {
  switch (ladder?.qualification.by) {
    case "points_earned":
      return pointsToDisplay(value, precision)
    case "money_spent":
      return fromMinor(BigInt(value), currencyOf(ladder.qualification.currencyCode).decimalDigits)
    default:
      return value
  }
}

function thresholdOf(threshold: number, { qualification }: Ladder, precision: number): number {
  const places =
    qualification.by === "points_earned"
      ? precision
      : qualification.by === "money_spent"
        ? currencyOf(qualification.currencyCode).decimalDigits
        : 0
  const units = exactlyAtPlaces(parseDecimal(threshold), places)
  if (units === null) throw invalid("threshold", `has more than ${places} decimals`)
  return Number(units)
}

function currencyOf(code: string): Currency {
  const currency = findCurrency(code)
  if (currency === null) throw invalid("currency_code", `${code} is no known currency`)
  return currency
}
