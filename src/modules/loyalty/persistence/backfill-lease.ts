import type { EntityManager } from "typeorm"
import { LoyaltyError } from "../domain/errors"
import type { BackfillWork } from "../types/backfill"

/** Somebody who has not written for so long is taken for dead. */
export const leaseMinutes = 2

/**
 * Keeps how far the work is, and prolongs the lease on it. Throws `backfill_not_ready` where somebody else has taken it on
 * meanwhile, or it is to be undone.
 */
export async function holdLease(
  manager: EntityManager,
  { run, lease }: BackfillWork,
  { done, reachedId = 0 }: { done: number; reachedId?: number },
): Promise<void> {
  const held = await manager.query<{ id: string }[]>(
    `with held as (
       update loyalty_backfill set done = $4, reached_id = greatest(reached_id, $5), updated_at = now(),
         leased_until = now() + make_interval(mins => $6)
       where id = $1 and lease = $2 and state = $3 returning id
     ) select id from held`,
    [run.id, lease, run.state, done, reachedId, leaseMinutes],
  )
  if (held.length === 0) throw new LoyaltyError("backfill_not_ready")
}
