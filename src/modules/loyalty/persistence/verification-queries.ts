/** Each query takes account keys ($1) and how many discrepancies may be answered at most ($2). */

const failing = (checks: string): string => `
  select account_id, transaction_id, c.name as check, c.expected, c.actual from checked
  cross join lateral (values ${checks}) as c(name, expected, actual)
  where c.expected is distinct from c.actual
  order by account_id, transaction_id nulls first limit $2`

/** Sequence, chain of hashes, running balances, and the lots that each entry moved. */
export const entryChecks = `
  with uses as (
    select u.entry_id, loyalty_uses_text(array_agg(u.lot_id), array_agg(u.points)) as text, sum(u.points) as net
    from loyalty_lot_use u join loyalty_entry e on e.id = u.entry_id where e.account_id = any ($1)
    group by u.entry_id
  ), credits as (
    select entry_id, sum(points) as points from loyalty_lot where account_id = any ($1) group by entry_id
  ), checked as (
    select a.public_id as account_id, a.public_id || '_' || e.sequence as transaction_id,
      row_number() over w as rank, e.sequence,
      coalesce(lag(e.hash) over w, '\\x'::bytea) as hash_before, e.previous_hash, e.hash,
      sha256(e.previous_hash || convert_to(loyalty_entry_text(e, uses.text), 'UTF8')) as computed_hash,
      coalesce(lag(e.available_after) over w, 0) as available_before, e.available_change, e.available_after,
      coalesce(lag(e.pending_after) over w, 0) as pending_before, e.pending_change, e.pending_after,
      coalesce(lag(e.held_after) over w, 0) as held_before, e.held_change, e.held_after,
      coalesce(uses.net, 0) + coalesce(credits.points, 0) as moved
    from loyalty_entry e join loyalty_account a on a.id = e.account_id
      left join uses on uses.entry_id = e.id left join credits on credits.entry_id = e.id
    where e.account_id = any ($1)
    window w as (partition by e.account_id order by e.sequence)
  )
  ${failing(`
    ('sequence', rank::text, sequence::text),
    ('chain', encode(hash_before, 'hex'), encode(previous_hash, 'hex')),
    ('hash', encode(computed_hash, 'hex'), encode(hash, 'hex')),
    ('available_after', (available_before + available_change)::text, available_after::text),
    ('pending_after', (pending_before + pending_change)::text, pending_after::text),
    ('held_after', (held_before + held_change)::text, held_after::text),
    ('lots_moved',
      (greatest(available_after, 0) - greatest(available_before, 0) + pending_change)::text, moved::text)`)}`

/** The cached balances against the last entry, the open lots and the open redemptions. */
export const accountChecks = `
  with checked as (
    select a.public_id as account_id, null::text as transaction_id, a.available, a.pending, a.held, a.sequence, a.last_hash,
      coalesce(l.available_after, 0) as last_available, coalesce(l.pending_after, 0) as last_pending,
      coalesce(l.held_after, 0) as last_held, coalesce(l.sequence, 0) as last_sequence,
      coalesce(l.hash, '\\x'::bytea) as hash, a.overdrawn, lots.available as lots_available, lots.pending as lots_pending,
      holds.held as holds_held
    from loyalty_account a
      left join lateral (
        select * from loyalty_entry e where e.account_id = a.id order by e.sequence desc limit 1
      ) l on true
      cross join lateral (
        select coalesce(sum(remaining) filter (where state = 'available'), 0) as available,
          coalesce(sum(remaining) filter (where state = 'pending'), 0) as pending
        from loyalty_lot where account_id = a.id
      ) lots
      cross join lateral (
        select coalesce(sum(points), 0) as held from loyalty_redemption
        where account_id = a.id and status in ('open', 'committed')
      ) holds
    where a.id = any ($1)
  )
  ${failing(`
    ('available', last_available::text, available::text),
    ('pending', last_pending::text, pending::text),
    ('held', last_held::text, held::text),
    ('last_sequence', last_sequence::text, sequence::text),
    ('last_hash', encode(hash, 'hex'), encode(last_hash, 'hex')),
    ('overdrawn', (available < 0)::text, overdrawn::text),
    ('open_lots', greatest(available, 0)::text, lots_available::text),
    ('pending_lots', pending::text, lots_pending::text),
    ('holds', held::text, holds_held::text)`)}`

/** What remains of each lot against the uses of it, and its expiry against the entry that set it. */
export const lotChecks = `
  with checked as (
    select a.public_id as account_id, a.public_id || '_' || e.sequence as transaction_id, l.id, l.points, l.remaining,
      l.expired, l.open, l.expires_at, e.expires_at as entry_expires_at, uses.net, uses.expired as uses_expired,
      e.account_id as entry_account, l.account_id as lot_account
    from loyalty_lot l join loyalty_account a on a.id = l.account_id
      left join loyalty_entry e on e.id = coalesce(l.activation_entry_id, l.entry_id)
      cross join lateral (
        select coalesce(sum(u.points), 0) as net,
          coalesce(-sum(u.points) filter (where ue.type = 'expire'), 0) as expired
        from loyalty_lot_use u join loyalty_entry ue on ue.id = u.entry_id where u.lot_id = l.id
      ) uses
    where l.account_id = any ($1)
  )
  ${failing(`
    ('lot_' || id || '_remaining', (points + net)::text, remaining::text),
    ('lot_' || id || '_expired', uses_expired::text, expired::text),
    ('lot_' || id || '_open', (remaining > 0)::text, open::text),
    ('lot_' || id || '_expires_at', entry_expires_at::text, expires_at::text),
    ('lot_' || id || '_account', entry_account::text, lot_account::text)`)}`

/** Redemptions and awards against the entries that name them. */
export const orderChecks = `
  with spent as (
    select redemption_id as id, -sum(held_change) filter (where type = 'capture') as captured,
      sum(available_change) filter (where type = 'restore') as restored,
      sum(held_change) filter (where type = 'hold') as held
    from loyalty_entry where account_id = any ($1) and redemption_id is not null group by redemption_id
  ), given as (
    select award_id as id, sum(pending_change + available_change) filter (where type = 'earn') as earned,
      sum((detail->>'points')::bigint - (detail->>'shortfall')::bigint) filter (where type = 'reverse') as collected,
      sum((detail->>'expired')::bigint) filter (where type = 'reverse') as expired
    from loyalty_entry where account_id = any ($1) and award_id is not null group by award_id
  ), checked as (
    select a.public_id as account_id, null::text as transaction_id, c.name, c.expected, c.actual
    from loyalty_redemption r join loyalty_account a on a.id = r.account_id left join spent s on s.id = r.id
      cross join lateral (values
        ('redemption_' || r.id || '_captured', coalesce(s.captured, 0)::text, r.captured::text),
        ('redemption_' || r.id || '_restored', coalesce(s.restored, 0)::text, r.restored::text),
        ('redemption_' || r.id || '_points', coalesce(s.held, 0)::text, r.points::text)) as c(name, expected, actual)
    where r.account_id = any ($1)
    union all
    select a.public_id, null, c.name, c.expected, c.actual
    from loyalty_award w join loyalty_account a on a.id = w.account_id left join given g on g.id = w.id
      cross join lateral (values
        ('award_' || w.id || '_earned', coalesce(g.earned, 0)::text, w.earned::text),
        ('award_' || w.id || '_collected', coalesce(g.collected, 0)::text, (w.reversed - w.shortfall)::text),
        ('award_' || w.id || '_expired', coalesce(g.expired, 0)::text, w.expired_forgiven::text)) as c(name, expected, actual)
    where w.account_id = any ($1)
  )
  select account_id, transaction_id, name as check, expected, actual from checked
  where expected is distinct from actual order by account_id, name limit $2`
