import type { EntityManager } from "typeorm"
import type { LoyaltyDatabase } from "../data-source"
import { evaluateEarning } from "../domain/earning/evaluate"
import type { OrderFacts } from "../domain/earning/facts"
import type { ProgramTerms } from "../domain/program"
import { AwardLineSchema, type AwardLineRow } from "../persistence/award.schema"

/** The reasons behind an award, line by line. A changed order adds a revision; the earlier ones stay. */
export class AwardLines {
  private readonly database: LoyaltyDatabase

  constructor({ database }: { database: LoyaltyDatabase }) {
    this.database = database
  }

  async record(
    awardId: number,
    facts: OrderFacts,
    terms: ProgramTerms,
    manager: EntityManager,
  ): Promise<void> {
    const latest = await this.latest([awardId], manager)
    const now = evaluateEarning(facts, terms).lines.map((line) => ({
      lineId: line.lineId,
      quantity: line.quantity,
      baseMinor: Number(line.baseMinor),
      points: line.points,
      reasons: line.reasons,
    }))
    if (sameLines(latest, now)) return
    const revision = (latest[0]?.revision ?? -1) + 1
    await manager.insert(
      AwardLineSchema,
      now.map((line) => ({ awardId, revision, ...line })),
    )
  }

  /** The present revision of each award's lines. */
  async latest(awardIds: number[], manager?: EntityManager): Promise<AwardLineRow[]> {
    if (awardIds.length === 0) return []
    const read = async (reader: EntityManager): Promise<AwardLineRow[]> =>
      await reader
        .createQueryBuilder(AwardLineSchema, "line")
        .where("line.awardId = any(:awardIds)", { awardIds })
        .andWhere(
          "line.revision = (select max(other.revision) from loyalty_award_line other where other.award_id = line.award_id)",
        )
        .orderBy("line.awardId", "ASC")
        .addOrderBy("line.lineId", "ASC")
        .getMany()
    return manager ? await read(manager) : await this.database.manager(read)
  }
}

type Line = Pick<AwardLineRow, "lineId" | "quantity" | "baseMinor" | "points" | "reasons">

function sameLines(before: readonly Line[], now: readonly Line[]): boolean {
  return textOf(before) === textOf(now)
}

function textOf(lines: readonly Line[]): string {
  const facts = lines.map(({ lineId, quantity, baseMinor, points }) => [lineId, quantity, baseMinor, points])
  return JSON.stringify(facts.sort(([a], [b]) => (String(a) < String(b) ? -1 : 1)))
}
