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

  /** Publishes what up to `eventsMax` postings and changes have to tell, oldest first; answers how many they were. */
  async drain(publish: (events: OutboxEvent[]) => Promise<void>, eventsMax: number): Promise<number> {
    return await this.database.transaction(async (manager) => {
      const waiting = await manager.query<{ id: string }[]>(
        `select id from loyalty_outbox order by id limit $1 for update skip locked`,
        [eventsMax],
      )
      if (waiting.length === 0) return 0
      const ids = waiting.map(({ id }) => id)
      await publish(
        await manager.query<OutboxEvent[]>(
          `select name, data from loyalty_event where outbox_id = any ($1) order by outbox_id, turn`,
          [ids],
        ),
      )
      await manager.query(`delete from loyalty_outbox where id = any ($1)`, [ids])
      return ids.length
    })
  }
}
