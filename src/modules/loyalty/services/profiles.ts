import type { LoyaltyDatabase } from "../data-source"
import { LoyaltyError } from "../domain/errors"
import type { DayOfYear } from "../domain/occasions"

export interface Profile {
  birthday: DayOfYear | null
}

/** What rules need to know of members and the store does not. */
export class Profiles {
  private readonly database: LoyaltyDatabase

  constructor({ database }: { database: LoyaltyDatabase }) {
    this.database = database
  }

  async of(accountId: number): Promise<Profile> {
    const [row] = await this.database.query<{ birth_month: number | null; birth_day: number | null }>(
      `select birth_month, birth_day from loyalty_profile where account_id = $1`,
      [accountId],
    )
    return {
      birthday: row?.birth_month && row.birth_day ? { month: row.birth_month, day: row.birth_day } : null,
    }
  }

  /** The member's own word, which he gives once. Throws `birthday_kept` for another day than he gave before. */
  async giveBirthday(accountId: number, { month, day }: DayOfYear, at: Date): Promise<void> {
    const [kept] = await this.database.query<{ birth_month: number; birth_day: number }>(
      `with given as (
         insert into loyalty_profile as p (account_id, birth_month, birth_day, birthday_given_at) values ($1, $2, $3, $4)
         on conflict (account_id) do update set updated_at = clock_timestamp(),
           birthday_given_at = excluded.birthday_given_at, birth_month = excluded.birth_month, birth_day = excluded.birth_day
         where p.birth_month is null
         returning birth_month, birth_day
       )
       select birth_month, birth_day from given
       union all select birth_month, birth_day from loyalty_profile where account_id = $1 and birth_month is not null limit 1`,
      [accountId, month, day, at],
    )
    if (kept?.birth_month !== month || kept.birth_day !== day) throw new LoyaltyError("birthday_kept")
  }

  /** Staff's word: it counts at once, and takes the place of the member's. Null: not known. */
  async setBirthday(accountId: number, birthday: DayOfYear | null): Promise<void> {
    await this.database.query(
      `insert into loyalty_profile (account_id, birth_month, birth_day) values ($1, $2, $3)
       on conflict (account_id) do update set updated_at = clock_timestamp(), birthday_given_at = null,
         birth_month = excluded.birth_month, birth_day = excluded.birth_day`,
      [accountId, birthday?.month ?? null, birthday?.day ?? null],
    )
  }
}
