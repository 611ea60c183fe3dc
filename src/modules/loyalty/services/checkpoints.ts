import type { LoyaltyDatabase } from "../data-source"

/** How far the reconcile job has looked. It only moves forward, whichever of several processes writes it. */
export class Checkpoints {
  private readonly database: LoyaltyDatabase

  constructor({ database }: { database: LoyaltyDatabase }) {
    this.database = database
  }

  /** Null where nothing was looked at yet. */
  async reached(name: string): Promise<Date | null> {
    const rows = await this.database.query<{ reached_at: Date }>(
      `select reached_at from loyalty_checkpoint where name = $1`,
      [name],
    )
    return rows[0]?.reached_at ?? null
  }

  async advance(name: string, reachedAt: Date): Promise<void> {
    await this.database.query(
      `insert into loyalty_checkpoint as c (name, reached_at) values ($1, $2)
       on conflict (name) do update set reached_at = greatest(c.reached_at, excluded.reached_at)`,
      [name, reachedAt],
    )
  }
}
