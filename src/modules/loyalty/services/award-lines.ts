import type { LoyaltyDatabase } from "../data-source"
import { AwardLineSchema, type AwardLineRow } from "../persistence/award.schema"

/** The reasons behind an award, line by line. A changed order adds a revision; the earlier ones stay. */
export class AwardLines {
  private readonly database: LoyaltyDatabase

  constructor({ database }: { database: LoyaltyDatabase }) {
    this.database = database
  }

  /** The present revision of each award's lines. */
  async latest(awardIds: number[]): Promise<AwardLineRow[]> {
    if (awardIds.length === 0) return []
    return await this.database.manager((manager) =>
      manager
        .createQueryBuilder(AwardLineSchema, "line")
        .where("line.awardId = any(:awardIds)", { awardIds })
        .andWhere(
          "line.revision = (select max(other.revision) from loyalty_award_line other where other.award_id = line.award_id)",
        )
        .orderBy("line.awardId", "ASC")
        .addOrderBy("line.lineId", "ASC")
        .getMany(),
    )
  }
}
