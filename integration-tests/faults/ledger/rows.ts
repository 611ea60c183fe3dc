import type { Entry, EntryType, Lot, RedemptionStatus } from "../../../src/modules/loyalty/domain/ledger"
import { awardIds } from "../../../src/modules/loyalty/domain/__tests__/arbitrary-commands"
import type { LoyaltyProcess } from "../../module/ledger-database"
import type { Member } from "./member"
import type { Reference } from "./reference"

export interface EntryRow {
  id: number
  key: string
  type: EntryType
  /** The transaction that wrote it: what one command writes, it writes in one, which only earnings share. */
  transaction: string
  sequence: number
  at: number
  changes: number[]
  after: number[]
  award: number | null
  redemption: number | null
  lot: number | null
  uses: { lot: number; points: number }[]
  shortfall: number
  forgiven: number
}

export interface AccountRows {
  status: "active" | "frozen"
  balances: number[]
  sequence: number
  lots: unknown[]
  redemptions: { id: number; status: RedemptionStatus; held: number; captured: number; restored: number }[]
  awards: { given: number; forgiven: number }[]
}

const milliseconds = (column: string): string => `(extract(epoch from ${column}) * 1000)::bigint`

/** The account's lots in the model's order, which is that of their making. */
const lots = `lot as (select *, row_number() over (order by id) as rank from loyalty_lot where account_id = $1)`

export async function entriesOf(
  database: LoyaltyProcess,
  member: Member,
  afterSequence: number,
): Promise<EntryRow[]> {
  const [{ rows }] = await database.rows<{ rows: EntryRow[] }>(
    `with ${lots}
     select coalesce(json_agg(json_build_object('id', id, 'key', idempotency_key, 'type', type,
       'transaction', e.xmin::text, 'sequence', sequence, 'at', ${milliseconds("occurred_at")},
       'changes', array[available_change, pending_change, held_change],
       'after', array[available_after, pending_after, held_after],
       'award', array_position($2::bigint[], award_id), 'redemption', redemption_id,
       'lot', (select rank from lot where entry_id = e.id),
       'uses', (select coalesce(json_agg(json_build_object('lot', lot.rank, 'points', u.points) order by lot.rank), '[]')
         from loyalty_lot_use u join lot on lot.id = u.lot_id where u.entry_id = e.id),
       'shortfall', coalesce((detail->>'shortfall')::bigint, 0),
       'forgiven', coalesce((detail->>'expired')::bigint, 0)) order by sequence), '[]') as rows
     from loyalty_entry e where account_id = $1 and sequence > $3`,
    [member.identity.accountId, member.identity.awardKeys, afterSequence],
  )
  return rows
}

export async function accountOf(database: LoyaltyProcess, member: Member): Promise<AccountRows> {
  const [{ rows }] = await database.rows<{ rows: AccountRows }>(
    `with ${lots}
     select json_build_object('status', status, 'balances', array[available, pending, held], 'sequence', sequence,
       'lots', (select coalesce(json_agg(json_build_object('award', array_position($2::bigint[], award_id),
           'points', points, 'remaining', remaining, 'expired', expired, 'state', state, 'open', open,
           'earned', ${milliseconds("earned_at")}, 'expires', ${milliseconds("expires_at")}) order by id), '[]') from lot),
       'redemptions', (select coalesce(json_agg(json_build_object('id', id, 'status', status, 'captured', captured,
           'held', case when status in ('open', 'committed') then points else 0 end, 'restored', restored) order by id), '[]')
         from loyalty_redemption where account_id = $1),
       'awards', (select json_agg(json_build_object('given', earned - reversed, 'forgiven', expired_forgiven)
           order by array_position($2::bigint[], id)) from loyalty_award where id = any ($2))) as rows
     from loyalty_account where id = $1`,
    [member.identity.accountId, member.identity.awardKeys],
  )
  return rows
}

/** One line for all that is stored of an account, to the last column, and of what was told of it. */
export async function digestOf(database: LoyaltyProcess, member: Member): Promise<string> {
  const [{ digest }] = await database.rows<{ digest: string }>(
    `select md5(string_agg(line, e'\\n' order by line)) as digest from (
       select 'account ' || a::text as line from loyalty_account a where id = $1
       union all select 'entry ' || e::text from loyalty_entry e where account_id = $1
       union all select 'note ' || n::text from loyalty_entry_note n join loyalty_entry e on e.id = entry_id
         where account_id = $1
       union all select 'lot ' || l::text from loyalty_lot l where account_id = $1
       union all select 'use ' || u::text from loyalty_lot_use u join loyalty_lot l on l.id = lot_id
         where account_id = $1
       union all select 'redemption ' || r::text from loyalty_redemption r where account_id = $1
       union all select 'hold ' || h::text from loyalty_hold h join loyalty_redemption r on r.id = h.redemption_id
         where account_id = $1
       union all select 'award ' || w::text from loyalty_award w where account_id = $1
       union all select 'event ' || v::text from loyalty_event v
         where data->>'account_id' = $2 or data->>'id' = $2
     ) everything`,
    [member.identity.accountId, member.identity.publicId],
  )
  return digest
}

/** What an entry of the model looks like as a row; what only the database knows is left to it. */
export function rowOf(entry: Entry, member: Member): Omit<EntryRow, "id" | "key" | "transaction"> {
  const { type, sequence, available, pending, held, availableAfter, pendingAfter, heldAfter } = entry
  return {
    type,
    sequence,
    at: entry.at.getTime(),
    changes: [available, pending, held],
    after: [availableAfter, pendingAfter, heldAfter],
    award: entry.awardId,
    redemption:
      entry.redemptionId === null ? null : (member.redemptionKeys.get(entry.redemptionId) ?? Number.NaN),
    lot: entry.lotId,
    uses: entry.uses
      .map(({ lotId, points }) => ({ lot: lotId, points }))
      .sort((one, other) => one.lot - other.lot),
    shortfall: entry.shortfall,
    forgiven: entry.forgiven,
  }
}

export function withoutKeys(row: EntryRow): Omit<EntryRow, "id" | "key" | "transaction"> {
  const { id: _id, key: _key, transaction: _transaction, ...rest } = row
  return rest
}

/** The account as the model has it. */
export function accountOfModel({ state, given }: Reference, member: Member): AccountRows {
  const redemptions = [...state.redemptions].map(([name, { status, held, captured, restored }]) => ({
    id: member.redemptionKeys.get(name) ?? Number.NaN,
    status,
    held,
    captured,
    restored,
  }))
  return {
    status: state.status,
    balances: [state.available, state.pending, state.held],
    sequence: state.sequence,
    lots: state.lots.map(lotOf),
    redemptions: redemptions.sort((one, other) => one.id - other.id),
    awards: awardIds.map((id) => ({
      given: given.get(id) ?? 0,
      forgiven: state.awards.get(id)?.expiredForgiven ?? 0,
    })),
  }
}

function lotOf({ awardId, earnedAt, expiresAt, points, remaining, expired, state, open }: Lot): unknown {
  return {
    award: awardId,
    points,
    remaining,
    expired,
    state,
    open,
    earned: earnedAt.getTime(),
    expires: expiresAt?.getTime() ?? null,
  }
}
