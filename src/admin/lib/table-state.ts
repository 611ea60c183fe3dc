/** What a table shows, kept in the address, so that a search can be sent to a colleague and survives a reload. */
import type { DataTableFilteringState, DataTablePaginationState, DataTableSortingState } from "@medusajs/ui"
import type { Query } from "./search"

export interface TableState {
  q: string
  order: DataTableSortingState | null
  offset: number
  filters: DataTableFilteringState
}

export interface TableShape {
  /** Where an address serves several tables; the names of this one begin with it. */
  prefix?: string
  filterIds: readonly string[]
}

const own = (name: string, prefix?: string): string => (prefix === undefined ? name : `${prefix}_${name}`)

export function readTableState(params: URLSearchParams, { prefix, filterIds }: TableShape): TableState {
  const read = (name: string): string => params.get(own(name, prefix)) ?? ""
  const order = read("order")
  const offset = Number.parseInt(read("offset"), 10)
  return {
    q: read("q"),
    order: order === "" ? null : { id: order.replace(/^-/, ""), desc: order.startsWith("-") },
    offset: Number.isSafeInteger(offset) && offset > 0 ? offset : 0,
    filters: Object.fromEntries(
      filterIds.flatMap((id) => {
        const text = params.get(own(id, prefix))
        return text === null ? [] : [[id, filterValue(text)]]
      }),
    ),
  }
}

/** The address with this state; whatever else it says stays. */
export function writeTableState(
  params: URLSearchParams,
  { q, order, offset, filters }: TableState,
  { prefix, filterIds }: TableShape,
): URLSearchParams {
  const next = new URLSearchParams(params)
  const write = (name: string, value: string) => {
    if (value === "") next.delete(own(name, prefix))
    else next.set(own(name, prefix), value)
  }
  write("q", q)
  write("order", order === null ? "" : orderOf(order))
  write("offset", offset > 0 ? String(offset) : "")
  for (const id of filterIds) write(id, id in filters ? JSON.stringify(filters[id]) : "")
  return next
}

/** What the route is asked for. Filters that have no value yet are not asked for. */
export function queryOf({ q, order, offset, filters }: TableState, limit: number): Query {
  return {
    limit,
    offset,
    q,
    order: order === null ? undefined : orderOf(order),
    ...Object.fromEntries(Object.entries(filters).map(([id, value]) => [id, parameterOf(value)])),
  }
}

export function pageOf({ offset }: TableState, pageSize: number): DataTablePaginationState {
  return { pageIndex: Math.floor(offset / pageSize), pageSize }
}

const orderOf = ({ id, desc }: DataTableSortingState): string => (desc ? `-${id}` : id)

/** An address that a person typed may hold plain words. */
function filterValue(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === "boolean" ? text : value
  } catch {
    return text
  }
}

/** Filters for numbers tell a lower bound, those for several values a list; our routes take one value a name. */
function parameterOf(value: unknown): string | number | undefined {
  if (typeof value === "string" || typeof value === "number") return value
  if (Array.isArray(value)) return value.length === 0 ? undefined : value.map(String).join(",")
  if (typeof value !== "object" || value === null) return undefined
  const { $gte, $gt, $eq } = value as Record<"$gte" | "$gt" | "$eq", unknown>
  return [$gte, $gt, $eq].find((bound): bound is number => typeof bound === "number")
}
