import type { LoyaltyDatabase } from "../data-source"
import { noMembership, type Membership } from "../domain/rules/scene"
import type { HeldTier } from "../domain/tiers/tier"

interface MembershipRow {
  club_ids: string[] | null
  chosen_category_ids: string[] | null
  segment_ids: string[] | null
  tier: HeldTier | null
}

/** What the programme itself knows of its members. */
export class Memberships {
  private readonly database: LoyaltyDatabase

  constructor({ database }: { database: LoyaltyDatabase }) {
    this.database = database
  }

  /**
   * As it was at that moment. Who has not joined has what the program named gives to everybody; nothing, where none is named.
   * Orders and previews ask for it: one prepared statement.
   */
  async of(accountId: number | null, at: Date, programId: string | null = null): Promise<Membership> {
    if (accountId === null && programId === null) return noMembership
    const [row] = await this.database.call<MembershipRow>(
      "loyalty_membership",
      `select loyalty_clubs_of($1, $2) || loyalty_bought_clubs_of($1, $2) as club_ids, loyalty_categories_of($1, $2) as chosen_category_ids,
         loyalty_segments_of(p.id, $1, $2) as segment_ids, loyalty_tier_at(p.id, $1, $2) as tier
       from (select coalesce($3, (select program_id from loyalty_account where id = $1)) as id) p`,
      [accountId, at, programId],
    )
    return {
      ...noMembership,
      clubIds: row.club_ids ?? [],
      segmentIds: row.segment_ids ?? [],
      chosenCategoryIds: row.chosen_category_ids ?? [],
      tierId: row.tier?.id ?? null,
      tier: row.tier,
    }
  }
}
