/** Each query takes account keys ($1) and how many discrepancies may be answered at most ($2). */

interface Check {
  /** SQL of a text. */
  name: string
  /** SQL of two values of one type: what the ledger says, and what was found. */
  expected: string
  actual: string
}

const check = (name: string, expected: string, actual: string): Check => ({
  name: `'${name}'`,
  expected,
  actual,
})

/**
 * What differs in the rows of `checked`. Whole rows are compared first, and only one that differs is taken apart and
 * given its account's name: of a sound ledger that is none.
 */
const failing = (checks: Check[]): string => `
  select a.public_id as account_id, a.public_id || '_' || nullif(f.sequence, 0) as transaction_id,
    f.name as check, f.expected, f.actual
  from (
    select account, sequence, c.* from checked cross join lateral (values ${checks
      .map(({ name, expected, actual }) => `(${name}, ${shown(expected)}, ${shown(actual)})`)
      .join(", ")}) as c(name, expected, actual)
    where row(${checks.map(({ expected }) => expected).join(", ")})
        is distinct from row(${checks.map(({ actual }) => actual).join(", ")})
      and c.expected is distinct from c.actual
    order by account, sequence nulls first, c.name limit $2
  ) f cross join lateral (select public_id from loyalty_account where id = f.account) a
  order by f.account, f.sequence nulls first, f.name`

const shown = (value: string): string =>
  /hash$/.test(value) ? `encode(${value}, 'hex')` : `(${value})::text`

/** All lots of the accounts, by the two indexes that share them. */
const lots = (columns: string): string => `
  lots as (
    select ${columns} from loyalty_lot where account_id = any ($1) and open and state = 'available'
    union all
    select ${columns} from loyalty_lot where account_id = any ($1) and not (open and state = 'available')
  )`

/**
 * Looked up one by one. Left to itself, the planner would join by reading the uses of all members for those of a batch;
 * what may not be pulled up, for its offset, it can only look up.
 */
const usesOf = (column: "entry_id" | "lot_id", id: string): string =>
  `lateral (select entry_id, lot_id, points from loyalty_lot_use where ${column} = ${id} offset 0)`

/**
 * Sequence, chain of hashes, running balances, and the lots that each entry moved. What came before an entry is read off
 * the index's order, before anything is joined that would need the entries sorted anew.
 */
export const entryChecks = `
  with ${lots("entry_id, points")}, uses as (
    select e.id as entry_id, sum(u.points) as net,
      string_agg(loyalty_use_text(u.lot_id, u.points), ',' order by u.lot_id) as text
    from loyalty_entry e cross join ${usesOf("entry_id", "e.id")} u where e.account_id = any ($1)
    group by e.id
  ), credits as (
    select entry_id, sum(points) as points from lots group by entry_id
  ), entries as (
    select e.*, coalesce(lag(e.sequence) over w, 0) + 1 as next_sequence,
      coalesce(lag(e.hash) over w, '\\x'::bytea) as hash_before,
      coalesce(lag(e.available_after) over w, 0) as available_before,
      coalesce(lag(e.pending_after) over w, 0) as pending_before,
      coalesce(lag(e.held_after) over w, 0) as held_before
    from loyalty_entry e where e.account_id = any ($1)
    window w as (partition by e.account_id order by e.sequence)
  ), checked as (
    select e.account_id as account, e.sequence, e.next_sequence, e.hash, e.available_before, e.available_change,
      e.available_after, e.pending_before, e.pending_change, e.pending_after, e.held_before, e.held_change, e.held_after,
      loyalty_entry_hash(e.hash_before, e.sequence, e.available_after, e.pending_after, e.held_after,
        loyalty_entry_content(e.id, e.account_id, e.type::text, e.available_change, e.pending_change, e.held_change,
          e.award_id, e.redemption_id, e.order_id, e.corrects_entry_id, e.reason, e.actor, e.detail::text, e.expires_at,
          e.idempotency_key, e.fingerprint, e.occurred_at, e.created_at, uses.text)) as computed_hash,
      coalesce(uses.net, 0) + coalesce(credits.points, 0) as moved
    from entries e
      left join uses on uses.entry_id = e.id left join credits on credits.entry_id = e.id
  )
  ${failing([
    check("sequence", "next_sequence", "sequence"),
    check("hash", "computed_hash", "hash"),
    check("available_after", "available_before + available_change", "available_after"),
    check("pending_after", "pending_before + pending_change", "pending_after"),
    check("held_after", "held_before + held_change", "held_after"),
    check(
      "lots_moved",
      "greatest(available_after, 0) - greatest(available_before, 0) + pending_change",
      "moved",
    ),
  ])}`

/**
 * The cached balances against the last entry, the open lots and the open redemptions. The transaction named is the
 * last one: its balances should be the account's, or it is the one that only the account or only the ledger knows.
 */
export const accountChecks = `
  with ${lots("account_id, state, remaining")}, kept as (
    select account_id, sum(remaining) filter (where state = 'available') as available,
      sum(remaining) filter (where state = 'pending') as pending
    from lots group by account_id
  ), holds as (
    select e.account_id, sum(r.points) as held
    from loyalty_entry e cross join lateral (
        select cart_id, points from loyalty_redemption where id = e.id offset 0
      ) r join loyalty_hold h on h.cart_id = r.cart_id and h.redemption_id = e.id
    where e.account_id = any ($1) and e.type = 'hold' group by e.account_id
  ), checked as (
    select a.id as account, greatest(coalesce(l.sequence, 0), a.sequence) as sequence,
      a.available, a.pending, a.held, a.sequence as account_sequence, a.last_hash,
      coalesce(l.available_after, 0) as last_available, coalesce(l.pending_after, 0) as last_pending,
      coalesce(l.held_after, 0) as last_held, coalesce(l.sequence, 0) as last_sequence,
      coalesce(l.hash, '\\x'::bytea) as hash, a.overdrawn,
      coalesce(kept.available, 0) as lots_available, coalesce(kept.pending, 0) as lots_pending,
      coalesce(holds.held, 0) as holds_held
    from loyalty_account a
      left join lateral (
        select * from loyalty_entry e where e.account_id = a.id order by e.sequence desc limit 1
      ) l on true
      left join kept on kept.account_id = a.id
      left join holds on holds.account_id = a.id
    where a.id = any ($1)
  )
  ${failing([
    check("available", "last_available", "available"),
    check("pending", "last_pending", "pending"),
    check("held", "last_held", "held"),
    check("last_sequence", "last_sequence", "account_sequence"),
    check("last_hash", "hash", "last_hash"),
    check("overdrawn", "available < 0", "overdrawn"),
    check("open_lots", "greatest(available, 0)", "lots_available"),
    check("pending_lots", "pending", "lots_pending"),
    check("holds", "held", "holds_held"),
  ])}`

const lotCheck = (what: string, expected: string, actual: string): Check => ({
  name: `'lot_' || id || '_${what}'`,
  expected,
  actual,
})

const lotColumns =
  "id, account_id, entry_id, activation_entry_id, award_id, points, remaining, expired, state, open, earned_at, expires_at"

/** What remains of each lot against the uses of it, and the lot itself against the entries that made and activated it. */
export const lotChecks = `
  with ${lots(lotColumns)}, entries as materialized (
    select id, account_id, sequence, type, award_id, pending_change, occurred_at, expires_at
    from loyalty_entry where account_id = any ($1)
  ), uses as (
    select l.id as lot_id, sum(u.points) as net, -sum(u.points) filter (where e.type = 'expire') as expired
    from lots l cross join ${usesOf("lot_id", "l.id")} u left join entries e on e.id = u.entry_id
    group by l.id
  ), checked as (
    select l.account_id as account, coalesce(v.sequence, o.sequence) as sequence,
      l.id, l.points, l.remaining, l.expired, l.open, l.state, l.award_id, l.earned_at, l.expires_at,
      l.activation_entry_id, coalesce(uses.net, 0) as net, coalesce(uses.expired, 0) as uses_expired,
      o.account_id as entry_account, o.award_id as entry_award, o.occurred_at as entry_at, v.id as activation_id,
      case when l.activation_entry_id is null then o.expires_at else v.expires_at end as entry_expires_at,
      case when v.id is not null or o.pending_change = 0 then 'available'::loyalty_lot_state else 'pending' end as entry_state
    from lots l
      left join entries o on o.id = l.entry_id
      left join entries v on v.id = l.activation_entry_id
        and v.type = 'activate' and v.account_id = l.account_id and v.award_id = l.award_id
      left join uses on uses.lot_id = l.id
  )
  ${failing([
    lotCheck("remaining", "points + net", "remaining"),
    lotCheck("expired", "uses_expired", "expired"),
    lotCheck("open", "remaining > 0", "open"),
    lotCheck("state", "entry_state", "state"),
    lotCheck("award", "entry_award", "award_id"),
    lotCheck("earned_at", "entry_at", "earned_at"),
    lotCheck("expires_at", "entry_expires_at", "expires_at"),
    lotCheck("activation", "activation_id", "activation_entry_id"),
    lotCheck("account", "entry_account", "account"),
  ])}`

/** Redemptions and awards against the entries that name them, and those that entries name but that are gone. */
export const orderChecks = `
  with entries as materialized (
    select id, account_id, sequence, type, available_change, pending_change, held_change, award_id, redemption_id,
      case when type = 'reverse' then detail end as detail
    from loyalty_entry where account_id = any ($1) and (redemption_id is not null or award_id is not null)
  ), spent as (
    select account_id, redemption_id as id, coalesce(-sum(held_change) filter (where type = 'capture'), 0) as captured,
      coalesce(sum(available_change) filter (where type = 'restore'), 0) as restored,
      sum(held_change) filter (where type = 'hold') as held,
      min(sequence) as sequence,
      case when bool_or(type = 'capture') then 'captured' when bool_or(type = 'lapse') then 'lapsed'
        when bool_or(type = 'release') then 'released' else 'open' end as status
    from entries where redemption_id is not null group by account_id, redemption_id
  ), given as (
    select account_id, award_id as id,
      coalesce(sum(pending_change + available_change) filter (where type = 'earn'), 0) as earned,
      coalesce(sum((detail->>'points')::bigint - (detail->>'shortfall')::bigint) filter (where type = 'reverse'), 0) as collected,
      coalesce(sum((detail->>'expired')::bigint) filter (where type = 'reverse'), 0) as expired, min(sequence) as sequence
    from entries where award_id is not null group by account_id, award_id
  ), awards as (
    select * from loyalty_award where account_id = any ($1)
  ), found as (
    select s.account_id as account, s.sequence, c.*
    from spent s left join lateral (select * from loyalty_redemption where id = s.id offset 0) r on true
      cross join lateral (select 'redemption_' || s.id as name) n
      cross join lateral (values
        (n.name || '_status', s.status, case r.status when 'committed' then 'open' else r.status::text end),
        (n.name || '_points', s.held::text, r.points::text),
        (n.name || '_captured', s.captured::text, r.captured::text),
        (n.name || '_restored', s.restored::text, r.restored::text),
        (n.name || '_account', s.account_id::text, r.account_id::text)) as c(what, expected, actual)
    union all
    select coalesce(g.account_id, w.account_id), g.sequence, c.*
    from given g full join awards w on w.id = g.id and w.account_id = g.account_id
      cross join lateral (select 'award_' || coalesce(g.id, w.id) as name) n
      cross join lateral (values
        (n.name || '_earned', coalesce(g.earned, 0)::text, w.earned::text),
        (n.name || '_collected', coalesce(g.collected, 0)::text, (w.reversed - w.shortfall)::text),
        (n.name || '_expired', coalesce(g.expired, 0)::text, w.expired_forgiven::text)) as c(what, expected, actual)
  )
  select a.public_id as account_id, a.public_id || '_' || f.sequence as transaction_id, f.what as check, f.expected, f.actual
  from found f join loyalty_account a on a.id = f.account
  where f.expected is distinct from f.actual
  order by account_id, transaction_id nulls first, f.what limit $2`
