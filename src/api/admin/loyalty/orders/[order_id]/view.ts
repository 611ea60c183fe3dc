import { LoyaltyError } from "../../../../../modules/loyalty/domain/errors"
import { pointsToDisplay } from "../../../../../modules/loyalty/domain/points"
import type LoyaltyModuleService from "../../../../../modules/loyalty/service"
import { linesByAward } from "../../../../award-lines"
import { adminTransactionView } from "../../../../views"

const entriesMax = 200

export async function orderPointsView(
  loyalty: LoyaltyModuleService,
  orderId: string,
): Promise<Record<string, unknown>> {
  const settlement = await loyalty.findSettlement(orderId)
  if (settlement === null) throw new LoyaltyError("order_not_found")
  const [terms, awards, redemption, [transactions]] = await Promise.all([
    loyalty.retrieveTerms(settlement.termsId),
    loyalty.listAwards(orderId),
    settlement.redemptionId === null ? null : loyalty.retrieveRedemption(settlement.redemptionId),
    loyalty.listTransactions({ orderId }, { skip: 0, take: entriesMax }),
  ])
  const lines = await linesByAward(loyalty, transactions)
  const { precision } = terms
  const display = (points: number): number => pointsToDisplay(points, precision)
  return {
    id: orderId,
    program_id: settlement.programId,
    terms_version: terms.version,
    settled_at: settlement.settledAt,
    activates_at: settlement.activatesAt,
    earned: display(settlement.outcome?.earned ?? 0),
    spent: display(settlement.outcome?.spent ?? 0),
    paid: settlement.outcome?.paid ?? false,
    lines: (settlement.outcome?.lines ?? []).map((line) => ({
      line_id: line.lineId,
      bought_points: display(line.boughtPoints),
      earned: display(line.earned),
      spent: display(line.spent),
      reasons: line.reasons,
    })),
    reasons: settlement.outcome?.reasons ?? [],
    awards: awards.map((award) => ({
      earned: display(award.earned),
      reversed: display(award.reversed),
      shortfall: display(award.shortfall),
      expired: display(award.expiredForgiven),
    })),
    redemption: redemption && {
      id: `lred_${redemption.token}`,
      status: redemption.status,
      held: display(redemption.points),
      captured: display(redemption.captured),
      restored: display(redemption.restored),
    },
    transactions: transactions.map((one) => adminTransactionView(one, precision, lines, new Map())),
  }
}
