import { generateEntityId } from "@medusajs/framework/utils"
import type { EntityManager, FindOptionsWhere } from "typeorm"
import type { LoyaltyDatabase } from "../data-source"
import { LoyaltyError } from "../domain/errors"
import { fromMinor, toMinor } from "../domain/money"
import { SegmentSchema, type SegmentRow } from "../persistence/segment.schema"
import type { SegmentChanges, SegmentSettings } from "../segment-settings/schema"
import { findCurrency, invalid } from "../settings-units"
import type { Page } from "./accounts"

export interface SegmentMember {
  accountPublicId: string
  customerId: string
  orders: number
  /** In the segment's currency, major units; null where it asks for no money. */
  spent: number | null
  lastOrderAt: Date | null
}

interface MemberRow extends Record<"public_id" | "customer_id" | "orders" | "minor" | "count", string> {
  last_order_at: Date | null
}

/** Segments of members, by what they have bought and since when they have been members. Rules ask who is in which. */
export class Segments {
  private readonly database: LoyaltyDatabase

  constructor({ database }: { database: LoyaltyDatabase }) {
    this.database = database
  }

  /** Throws `invalid_request`, naming the field. */
  async create(programId: string, settings: SegmentSettings): Promise<SegmentRow> {
    const row = { id: generateEntityId("", "lseg"), programId, ...criteriaOf(settings) }
    checkCriteria(row)
    return await this.database.manager(async (manager) => {
      await manager.insert(SegmentSchema, row)
      return await find(manager, row.id)
    })
  }

  /** The newest first. */
  async listAndCount({ programId }: { programId?: string }, page: Page): Promise<[SegmentRow[], number]> {
    const where: FindOptionsWhere<SegmentRow> = programId === undefined ? {} : { programId }
    return await this.database.manager((manager) =>
      manager.findAndCount(SegmentSchema, {
        where,
        skip: page.skip,
        take: page.take,
        order: { createdAt: "desc", id: "desc" },
      }),
    )
  }

  /** Throws `segment_not_found`. */
  async retrieve(id: string): Promise<SegmentRow> {
    return await this.database.manager((manager) => find(manager, id))
  }

  /** Criteria left out stay. Throws `segment_not_found`, and `invalid_request` naming the field. */
  async update(id: string, changes: SegmentChanges): Promise<SegmentRow> {
    return await this.database.transaction(async (manager) => {
      const row = { ...(await find(manager, id, true)), ...criteriaOf(changes) }
      checkCriteria(row)
      const { createdAt: _, updatedAt: __, ...next } = row
      await manager.update(SegmentSchema, { id }, next)
      return await find(manager, id)
    })
  }

  /** Only where no rule that may still give asks for it. Throws `segment_not_found` and `segment_in_use`. */
  async delete(id: string): Promise<void> {
    await this.database.transaction(async (manager) => {
      await find(manager, id, true)
      const [{ used }] = await manager.query<{ used: boolean }[]>(
        `select exists (
           select from loyalty_rule where state <> 'ended' and strpos(config::text, to_json($1::text)::text) > 0
         ) as used`,
        [id],
      )
      if (used) throw new LoyaltyError("segment_in_use")
      await manager.delete(SegmentSchema, { id })
    })
  }

  /** Who is in it at the moment, in the order in which they became members. Throws `segment_not_found`. */
  async membersOf(id: string, at: Date, page: Page): Promise<[SegmentMember[], number]> {
    const { spentCurrencyCode } = await this.retrieve(id)
    const digits = spentCurrencyCode === null ? null : (findCurrency(spentCurrencyCode)?.decimalDigits ?? 2)
    const rows = await this.database.query<MemberRow>(
      `with found as materialized (select * from loyalty_members_in_segment($1, $2)),
         page as (select * from found order by account_id offset $3 limit $4)
       select a.public_id, a.customer_id, p.orders, p.minor, p.last_order_at, c.count
       from (select count(*) from found) c left join (page p join loyalty_account a on a.id = p.account_id) on true
       order by a.id`,
      [id, at, page.skip, page.take],
    )
    const members = rows
      .filter(({ public_id }) => public_id !== null)
      .map((row) => ({
        accountPublicId: row.public_id,
        customerId: row.customer_id,
        orders: Number(row.orders),
        spent: digits === null ? null : fromMinor(BigInt(row.minor), digits),
        lastOrderAt: row.last_order_at,
      }))
    return [members, Number(rows[0]?.count ?? 0)]
  }
}

async function find(manager: EntityManager, id: string, locked = false): Promise<SegmentRow> {
  const segment = await manager.findOne(SegmentSchema, {
    where: { id },
    ...(locked ? { lock: { mode: "pessimistic_write" as const } } : {}),
  })
  if (segment === null) throw new LoyaltyError("segment_not_found")
  return segment
}

/** In columns: only the criteria that the settings name. */
function criteriaOf<Settings extends SegmentChanges>(
  settings: Settings,
): Settings extends SegmentSettings
  ? Omit<SegmentRow, "id" | "programId" | "createdAt" | "updatedAt">
  : Partial<SegmentRow> {
  const { name, days, orders, spent, last_order_days: last, member_days: member } = settings
  const columns: Partial<SegmentRow> = {
    ...(name === undefined ? {} : { name }),
    ...(days === undefined ? {} : { days }),
    ...(orders === undefined ? {} : { ordersMin: orders?.min ?? null, ordersMax: orders?.max ?? null }),
    ...(spent === undefined ? {} : spentOf(spent)),
    ...(last === undefined
      ? {}
      : { lastOrderDaysMin: last?.min ?? null, lastOrderDaysMax: last?.max ?? null }),
    ...(member === undefined
      ? {}
      : { memberDaysMin: member?.min ?? null, memberDaysMax: member?.max ?? null }),
  }
  return columns as ReturnType<typeof criteriaOf<Settings>>
}

function spentOf(
  spent: SegmentSettings["spent"],
): Pick<SegmentRow, "spentCurrencyCode" | "spentMin" | "spentMax"> {
  if (spent === null) return { spentCurrencyCode: null, spentMin: null, spentMax: null }
  const currency = findCurrency(spent.currency_code)
  if (currency === null) throw invalid("spent.currency_code", "is no currency")
  const minorOf = (value: number | undefined): number | null =>
    value === undefined ? null : Number(toMinor(value, currency.decimalDigits))
  return {
    spentCurrencyCode: currency.code,
    spentMin: minorOf(spent.min),
    spentMax: minorOf(spent.max),
  }
}

const criteria = [
  "ordersMin",
  "ordersMax",
  "spentMin",
  "spentMax",
  "lastOrderDaysMin",
  "lastOrderDaysMax",
  "memberDaysMin",
  "memberDaysMax",
] as const

function checkCriteria(row: Pick<SegmentRow, (typeof criteria)[number]>): void {
  if (criteria.every((name) => row[name] === null)) throw invalid("orders", "or another criterion is missing")
}
