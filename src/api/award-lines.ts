import type { AwardLineRow } from "../modules/loyalty/persistence/award.schema"
import type LoyaltyModuleService from "../modules/loyalty/service"
import type { Transaction } from "../modules/loyalty/services/transactions"

/** The reasons of all awards on a page, in one query. */
export async function linesByAward(
  loyalty: LoyaltyModuleService,
  transactions: Transaction[],
): Promise<Map<number, AwardLineRow[]>> {
  const awards = new Set(
    transactions.flatMap(({ type, awardId }) => (type === "earn" && awardId !== null ? [awardId] : [])),
  )
  const lines = await loyalty.listAwardLines([...awards])
  const byAward = new Map<number, AwardLineRow[]>()
  for (const line of lines) byAward.set(line.awardId, [...(byAward.get(line.awardId) ?? []), line])
  return byAward
}
