import type { LoyaltyDatabase } from "../data-source"
import { noMembership, type Membership } from "../domain/rules/scene"

interface MembershipRow {
  club_ids: string[]
  chosen_category_ids: string[]
}

/** What the programme itself knows of its members. */
export class Memberships {
  private readonly database: LoyaltyDatabase

  constructor({ database }: { database: LoyaltyDatabase }) {
    this.database = database
  }

  /** As it was at that moment. Nothing for who has not joined. Orders and previews ask for it: one prepared statement. */
  async of(accountId: number | null, at: Date): Promise<Membership> {
    if (accountId === null) return noMembership
    const [row] = await this.database.call<MembershipRow>(
      "loyalty_membership",
      `select loyalty_clubs_of($1, $2) as club_ids, loyalty_categories_of($1, $2) as chosen_category_ids`,
      [accountId, at],
    )
    return { ...noMembership, clubIds: row.club_ids, chosenCategoryIds: row.chosen_category_ids }
  }
}
