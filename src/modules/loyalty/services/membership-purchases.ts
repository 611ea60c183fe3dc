import type { EntityManager } from "typeorm"
import type { LoyaltyDatabase } from "../data-source"
import type { OrderFacts } from "../domain/earning/facts"
import { isOrderPaid } from "../domain/settlement/deserve"
import { presentState } from "../domain/settlement/present-state"
import type { ProgramRow } from "../persistence/program.schema"
import type { Accounts } from "./accounts"
import type { Programs } from "./programs"
import type { Tiers } from "./tiers"
import { spansOf, withUnits } from "../domain/paid-membership"
import type { Page } from "./accounts"
import {
  MembershipPurchaseSchema,
  type MembershipPlanRow,
  type MembershipPurchaseRow,
} from "../persistence/membership-plan.schema"

/** A tier that somebody paid for, and until when. */
export interface PaidTier {
  accountId: number
  tierId: string
  paidUntil: Date
}

/** What of an order's lines is paid for and has not come back. */
interface PaidLine {
  lineId: string
  variantId: string | null
  units: number
}

/** What a plan granted at a moment. */
type SoldPlan = Pick<MembershipPlanRow, "id" | "variantIds" | "term" | "tierId" | "clubIds">

type NewPurchase = Omit<MembershipPurchaseRow, "id">

/** What members have bought of memberships, brought to what their orders' present state deserves. No difference, no change. */
export class MembershipPurchases {
  private readonly database: LoyaltyDatabase
  private readonly programs: Programs
  private readonly accounts: Accounts
  private readonly tiers: Tiers

  constructor(cradle: { database: LoyaltyDatabase; programs: Programs; accounts: Accounts; tiers: Tiers }) {
    this.database = cradle.database
    this.programs = cradle.programs
    this.accounts = cradle.accounts
    this.tiers = cradle.tiers
  }

  /**
   * A line that is paid for begins or extends a membership; one that comes back, or is canceled, takes back what of it has
   * not run. Done again, it changes nothing. Answers whether it brought the order's member to another tier.
   */
  async follow(programId: string, order: OrderFacts, at: Date): Promise<boolean> {
    const program = await this.programs.retrieve(programId)
    const account = order.customerId === null ? null : await this.accounts.ofMember(program, order.customerId)
    const facts = presentState(order)
    const isPaid = isOrderPaid(facts, program.terms)
    const lines = facts.lines.map(({ lineId, variantId, quantity, returnedQuantity }) => ({
      lineId,
      variantId,
      units: isPaid ? Math.max(0, Math.floor(quantity - returnedQuantity)) : 0,
    }))
    const tiers = await this.database.transaction(async (manager) =>
      followOrder(manager, program, order, account?.id ?? null, lines, at),
    )
    let isMoved = false
    for (const tier of tiers) isMoved = (await this.hold(program, tier, at)) || isMoved
    return isMoved
  }

  /**
   * Brings a member into the tier that he paid for, unless he holds a higher one, and keeps him there as long as he paid for
   * it and no longer. Answers whether his tier has changed; where nothing is to be changed, nothing is written.
   */
  async hold(program: ProgramRow, paid: PaidTier, at: Date): Promise<boolean> {
    const ladder = await this.tiers.ladderOf(program)
    const bought = ladder?.steps.find(({ id }) => id === paid.tierId)
    if (ladder === null || bought === undefined) return false
    const { accountId, tierId, paidUntil } = paid
    const standing = await this.tiers.members.find(accountId)
    const present = ladder.steps.find(({ id }) => id === standing?.tierId)
    const isOver = paidUntil <= at
    const put = async (until: Date): Promise<void> =>
      await this.tiers.members.put(ladder, accountId, tierId, {
        until,
        actor: "system",
        at,
        reason: "bought",
      })
    if (present?.id === tierId) {
      const locked = standing?.lockedUntil ?? null
      const until = isOver ? at : paidUntil
      // A lock that is longer than what he paid for is shortened only where it is of a purchase.
      const isOurs = locked === null || locked < until || (await this.isBought(accountId))
      const differs = locked?.getTime() !== until.getTime() && !(isOver && locked !== null && locked <= at)
      if (isOurs && differs) await put(until)
      return false
    }
    if (isOver || (present?.threshold ?? -1) >= bought.threshold) return false
    await put(paidUntil)
    return true
  }

  /** What the member has bought, the latest first. */
  async of(accountId: number, page: Page): Promise<[MembershipPurchaseRow[], number]> {
    return await this.database.manager((manager) =>
      manager.findAndCount(MembershipPurchaseSchema, {
        where: { accountId },
        skip: page.skip,
        take: page.take,
        order: { boughtAt: "desc", id: "desc" },
      }),
    )
  }

  /** Members who have paid for a tier that lasts at the moment, by their accounts' keys: until when the latest of each lasts. */
  async paidTiers(
    at: Date,
    afterAccount: number,
    max: number,
  ): Promise<(PaidTier & { customerId: string; programId: string })[]> {
    const rows = await this.database.query<
      Record<"account_id" | "tier_id" | "customer_id" | "program_id", string> & { until: Date }
    >(
      `with now as (
         select account_id, tier_id, max(ends_at) as until from loyalty_membership_purchase p
         where tier_id is not null and account_id > $2 and exists (
           select from loyalty_membership_purchase now where now.account_id = p.account_id and now.tier_id = p.tier_id
             and now.starts_at <= $1 and now.ends_at > $1)
         group by 1, 2
       )
       select n.account_id, n.tier_id, a.customer_id, a.program_id, n.until
       from now n join loyalty_account a on a.id = n.account_id
         left join loyalty_tier_member m on m.account_id = n.account_id
         left join loyalty_tier held on held.id = m.tier_id
         join loyalty_tier paid on paid.id = n.tier_id
       where coalesce(held.threshold, -1) < paid.threshold
         or (held.id = paid.id and coalesce(m.locked_until, '-infinity') < n.until)
       order by n.account_id limit $3`,
      [at, afterAccount, max],
    )
    return rows.map((row) => ({
      accountId: Number(row.account_id),
      customerId: row.customer_id,
      programId: row.program_id,
      tierId: row.tier_id,
      paidUntil: row.until,
    }))
  }

  /** Whether the member came to hold his tier by buying it. */
  private async isBought(accountId: number): Promise<boolean> {
    const [[last]] = await this.tiers.members.historyOf(accountId, { skip: 0, take: 1 })
    return last?.reason === "bought"
  }
}

async function followOrder(
  manager: EntityManager,
  program: ProgramRow,
  { orderId, placedAt }: Pick<OrderFacts, "orderId" | "placedAt">,
  accountId: number | null,
  lines: readonly PaidLine[],
  at: Date,
): Promise<PaidTier[]> {
  const known = await manager.findBy(MembershipPurchaseSchema, { orderId })
  // What was bought is his who bought it, whoever the order belongs to later.
  const owner = known[0]?.accountId ?? accountId
  if (owner === null) return []
  await manager.query(`select from loyalty_account where id = $1 for no key update`, [owner])
  const plans = await plansOf(manager, program.id, lines, placedAt)
  const planIds = new Set([...plans.map(({ id }) => id), ...known.map(({ planId }) => planId)])
  const tiers: PaidTier[] = []
  for (const planId of [...planIds].sort()) {
    const plan = plans.find(({ id }) => id === planId)
    const { timeZone } = program.terms
    tiers.push(
      ...(await followPlan(manager, { planId, plan, accountId: owner, orderId, lines, at, timeZone })),
    )
  }
  return tiers
}

/** As they were sold when the order was placed. */
async function plansOf(
  manager: EntityManager,
  programId: string,
  lines: readonly PaidLine[],
  placedAt: Date,
): Promise<SoldPlan[]> {
  return await manager.query<SoldPlan[]>(
    `select plan_id as id, variant_ids as "variantIds", term, tier_id as "tierId", club_ids as "clubIds"
     from loyalty_memberships_sold($1, $2) where program_id = $3`,
    [lines.flatMap(({ variantId }) => variantId ?? []), placedAt, programId],
  )
}

interface Purchase {
  planId: string
  /** Missing where it was not sold when the order was placed: then nothing new is bought of it. */
  plan: SoldPlan | undefined
  accountId: number
  orderId: string
  lines: readonly PaidLine[]
  at: Date
  timeZone: string
}

async function followPlan(
  manager: EntityManager,
  { planId, plan, accountId, orderId, lines, at, timeZone }: Purchase,
): Promise<PaidTier[]> {
  const before = await manager.find(MembershipPurchaseSchema, {
    where: { accountId, planId },
    order: { boughtAt: "asc", id: "asc" },
  })
  const units = (lineId: string): number => lines.find((line) => line.lineId === lineId)?.units ?? 0
  const changed: (MembershipPurchaseRow | NewPurchase)[] = before.map((purchase) =>
    purchase.orderId === orderId
      ? { ...purchase, ...withUnits(purchase, purchase, units(purchase.lineId), at) }
      : purchase,
  )
  for (const { lineId, variantId } of plan === undefined ? [] : lines) {
    const isNew = !before.some((purchase) => purchase.orderId === orderId && purchase.lineId === lineId)
    if (plan === undefined || !isNew || !plan.variantIds.includes(variantId ?? "") || units(lineId) === 0)
      continue
    const { term, tierId, clubIds } = plan
    const bought = { planId, accountId, orderId, lineId, term, tierId, clubIds, boughtAt: at }
    changed.push({ ...bought, units: units(lineId), startsAt: at, endsAt: at, ranUntil: null })
  }
  const spans = spansOf(changed, timeZone)
  const after = changed.map((purchase, index) => ({ ...purchase, ...spans[index] }))
  const different = after.filter((purchase, index) => !isSame(purchase, before[index]))
  for (const purchase of different) await manager.save(MembershipPurchaseSchema, purchase)
  if (different.length > 0) await tell(manager, planId, accountId)
  return paidTiersOf(accountId, after)
}

function isSame(one: NewPurchase, other: MembershipPurchaseRow | undefined): boolean {
  return (
    other !== undefined &&
    one.units === other.units &&
    one.startsAt.getTime() === other.startsAt.getTime() &&
    one.endsAt.getTime() === other.endsAt.getTime() &&
    one.ranUntil?.getTime() === other.ranUntil?.getTime()
  )
}

/** Also where nothing has changed: what was to follow from it may have been cut off the last time. */
function paidTiersOf(accountId: number, purchases: readonly NewPurchase[]): PaidTier[] {
  const until = new Map<string, Date>()
  for (const { tierId, endsAt } of purchases) {
    const last = tierId === null ? undefined : until.get(tierId)
    if (tierId !== null && (last === undefined || endsAt > last)) until.set(tierId, endsAt)
  }
  return [...until].map(([tierId, paidUntil]) => ({ accountId, tierId, paidUntil }))
}

async function tell(manager: EntityManager, planId: string, accountId: number): Promise<void> {
  await manager.query(
    `insert into loyalty_outbox (name, data)
     select 'loyalty.membership_changed',
       jsonb_build_object('id', $1::text, 'account_id', public_id, 'customer_id', customer_id)
     from loyalty_account where id = $2`,
    [planId, accountId],
  )
}
