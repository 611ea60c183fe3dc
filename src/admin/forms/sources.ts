import { api } from "../lib/api"
import type { Source } from "./fields"

/** What can be chosen by name, and how it is found: by the store's own routes, a page at a time. */
export interface Option {
  value: string
  label: string
}

export interface OptionPage {
  options: Option[]
  /** Where the next page begins; null after the last one. */
  next: number | null
}

type Row = Record<string, unknown>

interface Table {
  path: string
  /** Under which name the answer has its rows. */
  rows: string
  /** What rules keep of it. */
  value?: string
  label: (row: Row) => string
  fields?: string
  /** The route searches by `q`; otherwise all rows are read, and searched here. */
  isSearched: boolean
}

const named = (row: Row): string => textOf(row["name"] ?? row["title"] ?? row["value"] ?? row["id"])

const tables: Record<Exclude<Source, "countries" | "currencies" | "time_zones">, Table> = {
  products: {
    path: "/admin/products",
    rows: "products",
    label: named,
    fields: "id,title",
    isSearched: true,
  },
  variants: {
    path: "/admin/product-variants",
    rows: "variants",
    label: (row) => `${named(asRow(row["product"]))} · ${named(row)}`,
    fields: "id,title,product.title",
    isSearched: true,
  },
  categories: {
    path: "/admin/product-categories",
    rows: "product_categories",
    label: named,
    fields: "id,name",
    isSearched: true,
  },
  collections: {
    path: "/admin/collections",
    rows: "collections",
    label: named,
    fields: "id,title",
    isSearched: true,
  },
  tags: {
    path: "/admin/product-tags",
    rows: "product_tags",
    label: named,
    fields: "id,value",
    isSearched: true,
  },
  types: {
    path: "/admin/product-types",
    rows: "product_types",
    label: named,
    fields: "id,value",
    isSearched: true,
  },
  customer_groups: {
    path: "/admin/customer-groups",
    rows: "customer_groups",
    label: named,
    fields: "id,name",
    isSearched: true,
  },
  regions: { path: "/admin/regions", rows: "regions", label: named, fields: "id,name", isSearched: true },
  sales_channels: {
    path: "/admin/sales-channels",
    rows: "sales_channels",
    label: named,
    fields: "id,name",
    isSearched: true,
  },
  shipping_options: {
    path: "/admin/shipping-options",
    rows: "shipping_options",
    label: named,
    fields: "id,name",
    isSearched: false,
  },
  payment_providers: {
    path: "/admin/payments/payment-providers",
    rows: "payment_providers",
    label: (row) => textOf(row["id"]),
    isSearched: false,
  },
  promotions: {
    path: "/admin/promotions",
    rows: "promotions",
    value: "code",
    label: (row) => textOf(row["code"]),
    fields: "id,code",
    isSearched: true,
  },
  /** Of the staff: who wrote a version. */
  users: {
    path: "/admin/users",
    rows: "users",
    label: (row) => textOf(row["email"]),
    fields: "id,email",
    isSearched: true,
  },
  tiers: { path: "/admin/loyalty/tiers", rows: "tiers", label: named, isSearched: false },
  clubs: { path: "/admin/loyalty/clubs", rows: "clubs", label: named, isSearched: false },
  segments: { path: "/admin/loyalty/segments", rows: "segments", label: named, isSearched: false },
}

const pageSize = 20
/** What is not searched by its route is short: shipping options, tiers. */
const wholeSize = 100

/** One page of what can be chosen; `locale` names countries and currencies. */
export async function findOptions(
  source: Source,
  q: string,
  offset: number,
  locale: string,
): Promise<OptionPage> {
  const table = tableOf(source)
  if (table === null || !table.isSearched) {
    const all =
      table === null ? await standingOptions(source, locale) : await readRows(table, [`limit=${wholeSize}`])
    return { options: matching(all, q), next: null }
  }
  const query = [`limit=${pageSize}`, `offset=${offset}`]
  if (q !== "") query.push(`q=${encodeURIComponent(q)}`)
  const options = await readRows(table, query)
  return { options, next: options.length < pageSize ? null : offset + pageSize }
}

/** What the values are called. One that is no more is left out. */
export async function findNames(
  source: Source,
  values: readonly string[],
  locale: string,
): Promise<Option[]> {
  if (values.length === 0) return []
  const table = tableOf(source)
  if (table === null) return await standingOptions(source, locale)
  if (!table.isSearched) return await readRows(table, [`limit=${wholeSize}`])
  const by = table.value ?? "id"
  const wanted = values.map((value) => `${by}[]=${encodeURIComponent(value)}`)
  return await readRows(table, [`limit=${values.length}`, ...wanted])
}

function tableOf(source: Source): Table | null {
  return source in tables ? tables[source as keyof typeof tables] : null
}

async function readRows(table: Table, query: string[]): Promise<Option[]> {
  const asked = table.fields === undefined ? query : [...query, `fields=${table.fields}`]
  const answer = await api.get<Row>(`${table.path}?${asked.join("&")}`)
  return rowsOf(answer[table.rows]).map((row) => ({
    value: textOf(row[table.value ?? "id"]),
    label: table.label(row),
  }))
}

async function standingOptions(source: Source, locale: string): Promise<Option[]> {
  if (source === "time_zones") {
    return ["UTC", ...Intl.supportedValuesOf("timeZone")].map((zone) => ({ value: zone, label: zone }))
  }
  if (source === "currencies") {
    const { stores } = await api.get<{ stores: Row[] }>("/admin/stores?fields=id,supported_currencies.*")
    const codes = stores
      .flatMap((store) => rowsOf(store["supported_currencies"]))
      .map((row) => row["currency_code"])
    return codes.map((code) => currencyOption(textOf(code), locale))
  }
  const { regions } = await api.get<{ regions: Row[] }>("/admin/regions?limit=100&fields=id,countries.iso_2")
  const codes = new Set(
    regions.flatMap((region) => rowsOf(region["countries"])).map((row) => textOf(row["iso_2"])),
  )
  return [...codes]
    .map((code) => ({ value: code, label: nameIn(locale, "region", code.toUpperCase()) }))
    .sort(byLabel)
}

export function currencyOption(code: string, locale: string): Option {
  const upper = code.toUpperCase()
  return { value: code.toLowerCase(), label: `${upper} · ${nameIn(locale, "currency", upper)}` }
}

/** What a region, a currency or a language is called; its code where that is none. */
export function nameIn(locale: string, type: Intl.DisplayNamesType, code: string): string {
  try {
    return new Intl.DisplayNames(locale, { type }).of(code) ?? code
  } catch {
    return code
  }
}

function matching(options: readonly Option[], q: string): Option[] {
  const wanted = q.trim().toLowerCase()
  return options.filter(({ label, value }) => `${label} ${value}`.toLowerCase().includes(wanted))
}

const byLabel = (one: Option, other: Option): number => one.label.localeCompare(other.label)
const textOf = (value: unknown): string => (typeof value === "string" ? value : "")
const asRow = (value: unknown): Row => (typeof value === "object" && value !== null ? (value as Row) : {})
const rowsOf = (value: unknown): Row[] => (Array.isArray(value) ? value.map(asRow) : [])
