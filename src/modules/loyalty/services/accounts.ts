import { generateEntityId } from "@medusajs/framework/utils"
import { And, In, MoreThanOrEqual, Raw, type FindOperator, type FindOptionsWhere } from "typeorm"
import type { LoyaltyDatabase } from "../data-source"
import { LoyaltyError } from "../domain/errors"
import { toPoints, type Points } from "../domain/points"
import { AccountSchema, type AccountRow, type AccountStatus } from "../persistence/account.schema"
import type { AccountOrder } from "../types/insight"

export interface AccountFilters {
  id?: string | string[]
  customerId?: string | string[]
  programId?: string
  status?: AccountStatus
  /** That its member holds. */
  tierId?: string
  /** In which its member is at present. */
  clubId?: string
  /** Accounts with so many available points, by their program; those of other programs are left out. */
  atLeast?: { programId: string; available: Points }[]
}

const sortColumns = {
  created_at: "createdAt",
  updated_at: "updatedAt",
  available: "available",
  pending: "pending",
} as const

export interface Page {
  skip: number
  take: number
}

export interface Expiring {
  points: Points
  at: Date
}

type FoundAccount = Record<"public_id" | "program_id" | "customer_id", string> &
  Record<"id" | "available" | "pending" | "held" | "sequence", string> &
  Record<"created_at" | "updated_at", Date> & { status: AccountStatus; overdrawn: boolean }

/** Members' accounts. Their balances are the ledger's to change; here they are found, opened and frozen. */
export class Accounts {
  private readonly database: LoyaltyDatabase

  constructor({ database }: { database: LoyaltyDatabase }) {
    this.database = database
  }

  /** The customer's account in the program, opened if there is none. Safe to call from many places at once. */
  async ensure(programId: string, customerId: string): Promise<AccountRow> {
    const existing = await this.find(programId, customerId)
    if (existing !== null) return existing
    const publicId = generateEntityId("", "lacc")
    await this.database.query(`select loyalty_open_account($1, $2, $3, $4)`, [
      programId,
      customerId,
      publicId,
      // The store's clock, as for everything that happens to the member from now on.
      new Date(),
    ])
    const account = await this.find(programId, customerId)
    if (account === null) throw new LoyaltyError("account_not_found")
    return account
  }

  /** The customer's account; where membership is automatic, it begins here at the latest. Null for who has to join and has not. */
  async ofMember(
    { id, joining }: { id: string; joining: "automatic" | "opt_in" },
    customerId: string,
  ): Promise<AccountRow | null> {
    return joining === "automatic" ? await this.ensure(id, customerId) : await this.find(id, customerId)
  }

  /** Every page that shows points asks for this: it is one prepared statement, without an entity made of it. */
  async find(programId: string, customerId: string): Promise<AccountRow | null> {
    const [found] = await this.database.call<FoundAccount>(
      "loyalty_find_account",
      `select id, public_id, program_id, customer_id, status, available, pending, held, overdrawn, sequence, created_at, updated_at
       from loyalty_account where customer_id = $1 and program_id = $2`,
      [customerId, programId],
    )
    return found === undefined ? null : accountOf(found)
  }

  /** Throws `account_not_found`. */
  async retrieve(publicId: string): Promise<AccountRow> {
    const account = await this.database.manager((manager) => manager.findOneBy(AccountSchema, { publicId }))
    if (account === null) throw new LoyaltyError("account_not_found")
    return account
  }

  async retrieveByKey(id: number): Promise<AccountRow> {
    const account = await this.database.manager((manager) => manager.findOneBy(AccountSchema, { id }))
    if (account === null) throw new LoyaltyError("account_not_found")
    return account
  }

  /** By the accounts' keys. */
  async publicIdsOf(ids: number[]): Promise<Map<number, string>> {
    const rows = await this.database.query<{ id: string; public_id: string }>(
      `select id, public_id from loyalty_account where id = any ($1)`,
      [ids],
    )
    return new Map(rows.map((row) => [Number(row.id), row.public_id]))
  }

  /** Accounts that are alike in what they are ordered by come in the order of their opening, so that pages stay apart. */
  async listAndCount(
    filters: AccountFilters,
    page: Page,
    order: AccountOrder = "-created_at",
  ): Promise<[AccountRow[], number]> {
    const direction = order.startsWith("-") ? "desc" : "asc"
    const column = sortColumns[order.replace("-", "") as keyof typeof sortColumns]
    return await this.database.manager((manager) =>
      manager.findAndCount(AccountSchema, {
        where: whereOf(filters),
        skip: page.skip,
        take: page.take,
        order: { ...(column === "createdAt" ? {} : { [column]: direction }), id: direction },
      }),
    )
  }

  /** A frozen account keeps earning and giving back; its points cannot be spent. */
  async setStatus(publicId: string, status: AccountStatus): Promise<AccountRow> {
    await this.database.query(
      `with changed as (
         update loyalty_account set status = $2, updated_at = clock_timestamp()
         where public_id = $1 and status <> $2 returning public_id, customer_id
       )
       insert into loyalty_outbox (name, data)
       select 'loyalty.account_' || case $2 when 'frozen' then 'frozen' else 'unfrozen' end,
         jsonb_build_object('id', public_id, 'customer_id', customer_id) from changed`,
      [publicId, status],
    )
    return await this.retrieve(publicId)
  }

  /** Points that are past their time but not yet expired by the job: shown to nobody as spendable. */
  async dueToExpire(accountId: number, at: Date): Promise<Points> {
    const rows = await this.database.query<{ points: string }>(
      `select coalesce(sum(remaining), 0) as points from loyalty_lot
       where account_id = $1 and open and state = 'available' and expires_at <= $2`,
      [accountId, at],
    )
    return toPoints(Number(rows[0]?.points ?? 0))
  }

  /** What will expire next, soonest first, one row a moment. */
  async expiring(accountId: number, after: Date, momentsMax: number): Promise<Expiring[]> {
    const rows = await this.database.query<{ points: string; at: Date }>(
      `select sum(remaining) as points, expires_at as at from loyalty_lot
       where account_id = $1 and open and state = 'available' and expires_at > $2
       group by expires_at order by expires_at limit $3`,
      [accountId, after, momentsMax],
    )
    return rows.map((row) => ({ points: toPoints(Number(row.points)), at: row.at }))
  }
}

function whereOf(filters: AccountFilters): FindOptionsWhere<AccountRow> | FindOptionsWhere<AccountRow>[] {
  const where: FindOptionsWhere<AccountRow> = {}
  if (filters.id !== undefined) where.publicId = In([filters.id].flat())
  if (filters.customerId !== undefined) where.customerId = In([filters.customerId].flat())
  if (filters.programId !== undefined) where.programId = filters.programId
  if (filters.status !== undefined) where.status = filters.status
  const { tierId, clubId } = filters
  const among: FindOperator<number>[] = []
  if (tierId !== undefined) {
    among.push(
      Raw((id) => `${id} in (select m.account_id from loyalty_tier_member m where m.tier_id = :tierId)`, {
        tierId,
      }),
    )
  }
  if (clubId !== undefined) {
    among.push(
      Raw(
        (id) =>
          `${id} in (select m.account_id from loyalty_club_membership m where m.club_id = :clubId and m.left_at is null)`,
        { clubId },
      ),
    )
  }
  if (among.length > 0) where.id = And(...among)
  if (filters.atLeast === undefined) return where
  const alternatives = filters.atLeast
    .filter(({ programId }) => filters.programId === undefined || filters.programId === programId)
    .map(({ programId, available }) => ({ ...where, programId, available: MoreThanOrEqual(available) }))
  // Of no alternatives, none is met; TypeORM would take it for no condition at all.
  return alternatives.length === 0 ? { id: In([]) } : alternatives
}

function accountOf(row: FoundAccount): AccountRow {
  return {
    id: Number(row.id),
    publicId: row.public_id,
    programId: row.program_id,
    customerId: row.customer_id,
    status: row.status,
    available: toPoints(Number(row.available)),
    pending: toPoints(Number(row.pending)),
    held: toPoints(Number(row.held)),
    overdrawn: row.overdrawn,
    sequence: Number(row.sequence),
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }
}
