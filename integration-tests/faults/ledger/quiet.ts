import { setTimeout as pause } from "node:timers/promises"
import type { LoyaltyProcess } from "../../module/ledger-database"

const looksApartMs = 5

/** What a caller that is gone had asked for, the server may still be doing: waits until it does nothing. */
export async function untilQuiet(shop: LoyaltyProcess): Promise<void> {
  for (;;) {
    const [{ busy }] = await shop.rows<{ busy: boolean }>(
      `select exists (select from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()
         and state <> 'idle') as busy`,
    )
    if (!busy) return
    await pause(looksApartMs)
  }
}
