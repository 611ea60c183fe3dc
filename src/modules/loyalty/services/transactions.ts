import { In, type FindOptionsWhere } from "typeorm"
import type { LoyaltyDatabase } from "../data-source"
import { AccountSchema, type AccountRow } from "../persistence/account.schema"
import { EntrySchema, type EntryRow } from "../persistence/entry.schema"
import type { Page } from "./accounts"

export interface TransactionFilters {
  accountKey?: number
  /** Public ids of transactions. */
  id?: string | string[]
  /** Public ids of accounts. */
  accountId?: string | string[]
  orderId?: string | string[]
  type?: EntryRow["type"][]
}

export interface Transaction extends EntryRow {
  publicId: string
  accountPublicId: string
}

/** The ledger as it is read: entries, the newest first, with ids that tell nothing about other members. */
export class Transactions {
  private readonly database: LoyaltyDatabase

  constructor({ database }: { database: LoyaltyDatabase }) {
    this.database = database
  }

  async listAndCount(filters: TransactionFilters, page: Page): Promise<[Transaction[], number]> {
    return await this.database.manager(async (manager) => {
      const accountIds = filters.accountId === undefined ? undefined : [filters.accountId].flat()
      const ids = filters.id === undefined ? undefined : [filters.id].flat().map(parseId)
      const named = ids?.map(({ account }) => account) ?? accountIds
      const where: FindOptionsWhere<EntryRow> = {}
      if (named !== undefined) {
        const accounts = await manager.findBy(AccountSchema, { publicId: In(named) })
        where.accountId = In(accounts.map((account) => account.id))
      }
      if (filters.accountKey !== undefined) where.accountId = filters.accountKey
      if (ids !== undefined) where.sequence = In(ids.map(({ sequence }) => sequence))
      if (filters.orderId !== undefined) where.orderId = In([filters.orderId].flat())
      if (filters.type !== undefined) where.type = In(filters.type)

      const [entries, count] = await manager.findAndCount(EntrySchema, {
        where,
        skip: page.skip,
        take: page.take,
        order: { accountId: "asc", sequence: "desc" },
      })
      const owners = await manager.findBy(AccountSchema, {
        id: In([...new Set(entries.map((entry) => entry.accountId))]),
      })
      const publicIds = new Map(owners.map((account: AccountRow) => [account.id, account.publicId]))
      const transactions = entries.map((entry) => {
        const accountPublicId = publicIds.get(entry.accountId) ?? ""
        return { ...entry, accountPublicId, publicId: `${accountPublicId}_${entry.sequence}` }
      })
      if (ids === undefined) return [transactions, count]
      const wanted = new Set([filters.id].flat())
      const exact = transactions.filter((transaction) => wanted.has(transaction.publicId))
      return [exact, exact.length]
    })
  }

  async notesOf(entryIds: number[]): Promise<Map<number, string>> {
    const rows = await this.database.query<{ entry_id: string; note: string }>(
      `select entry_id, note from loyalty_entry_note where entry_id = any ($1)`,
      [entryIds],
    )
    return new Map(rows.map((row) => [Number(row.entry_id), row.note]))
  }
}

function parseId(publicId: string): { account: string; sequence: number } {
  const split = publicId.lastIndexOf("_")
  const sequence = Number(publicId.slice(split + 1))
  return { account: publicId.slice(0, split), sequence: Number.isSafeInteger(sequence) ? sequence : 0 }
}
