import type { LoyaltyDatabase } from "../data-source"

export interface OutboxEvent {
  name: string
  data: Record<string, unknown>
}

/**
 * Events that were written with the postings that they tell of. They are taken out only when `publish` has
 * succeeded, so each is published at least once; several processes share the work without waiting for each other.
 */
export class Outbox {
  private readonly database: LoyaltyDatabase

  constructor({ database }: { database: LoyaltyDatabase }) {
    this.database = database
  }

  /** Publishes up to `eventsMax` events, oldest first; answers how many. */
  async drain(publish: (events: OutboxEvent[]) => Promise<void>, eventsMax: number): Promise<number> {
    return await this.database.transaction(async (manager) => {
      const rows = await manager.query<(OutboxEvent & { id: string })[]>(
        `select id, name, data from loyalty_outbox order by id limit $1 for update skip locked`,
        [eventsMax],
      )
      if (rows.length === 0) return 0
      await publish(rows.map(({ name, data }) => ({ name, data })))
      await manager.query(`delete from loyalty_outbox where id = any ($1)`, [rows.map(({ id }) => id)])
      return rows.length
    })
  }
}
