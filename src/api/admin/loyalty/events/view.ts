import { pointsToDisplay } from "../../../../modules/loyalty/domain/points"
import type { MemberEventRow } from "../../../../modules/loyalty/persistence/member-event.schema"
import type LoyaltyModuleService from "../../../../modules/loyalty/service"

/** Events as staff read them. `because` is null where a rule gave something. */
export async function eventViews(
  loyalty: LoyaltyModuleService,
  events: MemberEventRow[],
): Promise<Record<string, unknown>[]> {
  const precisions = new Map((await loyalty.listPrograms()).map(({ id, terms }) => [id, terms.precision]))
  const publicIds = await loyalty.publicIdsOf([...new Set(events.map(({ accountId }) => accountId))])
  return events.map((event) => {
    const display = (points: number): number => pointsToDisplay(points, precisions.get(event.programId) ?? 0)
    return {
      id: event.key,
      source: event.source,
      program_id: event.programId,
      account_id: publicIds.get(event.accountId) ?? null,
      trigger: event.trigger,
      event: event.name,
      data: event.data,
      occurred_at: event.occurredAt,
      settled_at: event.settledAt,
      rules: (event.outcome ?? []).map((one) => ({
        rule_id: one.rule_id,
        rule_version: one.rule_version,
        rule: one.rule,
        wanted: display(one.wanted),
        points: display(one.given),
        limit: one.limit,
        because: one.because,
        activates_at: one.activates_at,
        expires_at: one.expires_at,
      })),
    }
  })
}
