import type { LoyaltyProcess } from "../../module/ledger-database"
import { untilQuiet } from "./quiet"
import { nameOf } from "./event-names"
import type { OutboxEvent } from "../../../src/modules/loyalty/services/outbox"

/** Those to whom events are told: they remember each, and how often. */
export class Bus {
  readonly heard = new Map<string, number>()

  hear(names: readonly string[]): void {
    for (const name of names) this.heard.set(name, (this.heard.get(name) ?? 0) + 1)
  }

  publish = (events: OutboxEvent[]): Promise<void> => {
    this.hear(events.map(nameOf))
    return Promise.resolve()
  }

  get heardTwice(): number {
    return [...this.heard.values()].filter((times) => times > 1).length
  }
}

/** Tells what is left, and proves that of all that the ledger has written nothing was kept from the bus. */
export async function expectAllHeard(shop: LoyaltyProcess, bus: Bus): Promise<void> {
  await untilQuiet(shop)
  while ((await shop.outbox.drain(bus.publish, 500)) > 0) continue
  const left = await shop.rows("select from loyalty_outbox limit 1")
  expect(left.length).toBe(0)
  const written = await shop.rows<{ name: string }>(
    `select loyalty_event_of(type) || ' ' || public_id || '_' || e.sequence as name
       from loyalty_entry e join loyalty_account a on a.id = e.account_id
     union all
     select 'loyalty.redemption_captured lred_' || token from loyalty_redemption where status = 'captured'
     union all
     select 'loyalty.account_created ' || public_id from loyalty_account`,
  )
  expect(written.length).toBeGreaterThan(0)
  expect(written.map(({ name }) => name).filter((name) => !bus.heard.has(name))).toEqual([])
}
