import { pointsToDisplay } from "../modules/loyalty/domain/points"
import type { Ladder } from "../modules/loyalty/domain/tiers/ladder"
import type { Progress } from "../modules/loyalty/domain/tiers/progress"
import type { Standing } from "../modules/loyalty/domain/tiers/standing"
import { onceMillionths, type TierConfig } from "../modules/loyalty/domain/tiers/tier"
import type { ProgramRow } from "../modules/loyalty/persistence/program.schema"
import type { TierChangeRow, TierRow, TierVersionRow } from "../modules/loyalty/persistence/tier.schema"
import { ladderSettingsOf, measureToDisplay, tierSettingsOf } from "../modules/loyalty/tier-settings/config"

type TierNames = Pick<TierConfig, "handle" | "name" | "translations">
type Of = Pick<ProgramRow, "terms" | "tierLadder">

export function ladderView(program: ProgramRow & { tierLadder: Ladder }): Record<string, unknown> {
  return {
    program_id: program.id,
    version: program.tierLadderVersion,
    ...ladderSettingsOf(program.tierLadder),
  }
}

export function adminTierView(
  tier: TierRow,
  { terms, tierLadder }: Of,
  members: number,
): Record<string, unknown> {
  return {
    id: tier.id,
    program_id: tier.programId,
    version: tier.version,
    ...tierSettingsOf(tier.config, tierLadder, terms.precision),
    members,
    created_at: tier.createdAt,
    updated_at: tier.updatedAt,
  }
}

export function tierVersionView(version: TierVersionRow, { terms, tierLadder }: Of): Record<string, unknown> {
  return {
    version: version.version,
    actor: version.actor,
    created_at: version.createdAt,
    ...tierSettingsOf(version.config, tierLadder, terms.precision),
  }
}

/** Where a member stands, what is missing to the next tier, and what to stay. */
export function progressView(
  { standing, progress }: { standing: Standing; progress: Progress<TierRow> },
  { terms, tierLadder }: Of,
): Record<string, unknown> {
  const { present, next, stay } = progress
  const display = (value: number): number => measureToDisplay(value, tierLadder, terms.precision)
  return {
    present: present && memberTierView(present, terms.precision),
    since: standing.since,
    safe_until: stay?.until ?? null,
    measure: {
      by: tierLadder?.qualification.by ?? "orders",
      currency_code:
        tierLadder?.qualification.by === "money_spent" ? tierLadder.qualification.currencyCode : null,
      counts_when: tierLadder?.countsWhen ?? "paid",
      includes_events:
        tierLadder?.qualification.by === "points_earned" ? tierLadder.qualification.includesEvents : false,
      value: display(progress.measure),
      from: progress.from,
    },
    next: next && {
      tier: memberTierView(next.step, terms.precision),
      threshold: display(next.step.threshold),
      missing: display(next.missing),
      by: next.by,
    },
    stay: stay && {
      threshold: display(present?.threshold ?? 0),
      missing: display(stay.missing),
      by: stay.until,
    },
  }
}

/** What every shopper may know of a tier. */
function memberTierView({ id, config }: TierRow, precision: number): Record<string, unknown> {
  return {
    id,
    handle: config.handle,
    name: config.name,
    translations: config.translations,
    multiplier: config.multiplierMillionths / onceMillionths,
    min_points: config.redemption.minPoints && pointsToDisplay(config.redemption.minPoints, precision),
    max_share_percent:
      config.redemption.maxShareBasisPoints === null ? null : config.redemption.maxShareBasisPoints / 100,
  }
}

export function tierChangeView(
  change: TierChangeRow,
  { terms, tierLadder }: Of,
  names: ReadonlyMap<string, TierNames>,
): Record<string, unknown> {
  const tier = (id: string | null): (TierNames & { id: string }) | null =>
    id === null ? null : { id, ...(names.get(id) ?? { handle: "", name: "", translations: {} }) }
  return {
    from: tier(change.fromTierId),
    to: tier(change.toTierId),
    reason: change.reason,
    measure: change.measure === null ? null : measureToDisplay(change.measure, tierLadder, terms.precision),
    order_id: change.orderId,
    actor: change.actor,
    at: change.occurredAt,
  }
}
