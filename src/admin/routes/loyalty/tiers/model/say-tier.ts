import type { Translate } from "../../rules/model/words"
import type { LadderSettings, TierSettings } from "./types"

/** What sentences about tiers are made with. */
export interface TierWords {
  t: Translate
  locale: string
  points: (points: number) => string
  money: (amount: number, currencyCode: string) => string
  /** What the customer group is called. */
  groupOf: (id: string) => string
}

/** "10,000 ₽", "500 points", "5 orders": what the ladder measures. */
export function sayMeasure(
  value: number,
  qualification: LadderSettings["qualification"] | null,
  words: TierWords,
): string {
  switch (qualification?.by) {
    case "points_earned":
      return words.points(value)
    case "money_spent":
      return words.money(value, qualification.currency_code)
    case "orders":
      return words.t("tiers.orders", { count: value })
    case undefined:
      return new Intl.NumberFormat(words.locale).format(value)
  }
}

/** How tiers are reached and lost, in sentences. */
export function sayLadder(ladder: LadderSettings, { t }: TierWords): string[] {
  const { qualification, window } = ladder
  const measure = t(`tiers.say.by.${qualification.by}`, {
    currency: "currency_code" in qualification ? qualification.currency_code.toUpperCase() : "",
  })
  return [
    t(`tiers.say.counts.${ladder.counts_when}`, { measure, window: sayWindow(window, t) }),
    ...("includes_events" in qualification && qualification.includes_events
      ? [t("tiers.say.includesEvents")]
      : []),
    ladder.grace_days === 0 ? t("tiers.say.noGrace") : t("tiers.say.grace", { count: ladder.grace_days }),
    t(`tiers.say.downgrade.${ladder.downgrade}`),
    ...(ladder.lock === "none" ? [] : [t(`tiers.say.lock.${ladder.lock}`)]),
  ]
}

function sayWindow(window: LadderSettings["window"], t: Translate): string {
  if (window.code !== "rolling") return t(`tiers.say.window.${window.code}`)
  return "days" in window
    ? t("tiers.say.window.days", { count: window.days })
    : t("tiers.say.window.months", { count: window.months })
}

/** What its members have beside what everybody has; nothing where it changes nothing. */
export function sayTier(tier: TierSettings, words: TierWords): string[] {
  const { t, locale, points, money } = words
  const { multiplier, redemption } = tier
  const number = (value: number): string =>
    new Intl.NumberFormat(locale, { maximumFractionDigits: 6 }).format(value)
  return [
    ...(multiplier === 1 ? [] : [t("tiers.say.multiplier", { factor: number(multiplier) })]),
    ...redemption.rates.map((rate) =>
      t("tiers.say.rate", { points: points(rate.points), amount: money(rate.worth, rate.currency_code) }),
    ),
    ...(redemption.max_share_percent === null
      ? []
      : [t("tiers.say.share", { percent: number(redemption.max_share_percent) })]),
    ...(redemption.min_points === null
      ? []
      : [t("tiers.say.min", { points: points(redemption.min_points) })]),
    ...(tier.customer_group_id === null
      ? []
      : [t("tiers.say.group", { group: words.groupOf(tier.customer_group_id) })]),
  ]
}
