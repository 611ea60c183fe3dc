import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys, Modules } from "@medusajs/framework/utils"
import type { PostalAddress } from "../modules/loyalty/domain/referral/address"
import type { Person } from "../modules/loyalty/domain/referral/suspicion"

/** Of somebody's orders so many, the latest ones, tell who he is. */
const ordersLookedAt = 20
/** How deep a payment provider's data is searched for a card. */
const depthMax = 8

interface LoadedAddress {
  address_1?: string | null
  address_2?: string | null
  city?: string | null
  postal_code?: string | null
  country_code?: string | null
  phone?: string | null
}

interface LoadedOrder {
  email?: string | null
  metadata?: Record<string, unknown> | null
  shipping_address?: LoadedAddress | null
  billing_address?: LoadedAddress | null
  payment_collections?: ({ payments?: ({ data?: unknown } | null)[] | null } | null)[] | null
}

const orderFields = [
  "id",
  "email",
  "metadata",
  "shipping_address.*",
  "billing_address.*",
  "payment_collections.payments.data",
]

/** What the store knows of a customer by his own word and by his latest orders. Null for who is there no more. */
export async function personOf(container: MedusaContainer, customerId: string): Promise<Person | null> {
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const [{ data: customers }, { data: orders }] = await Promise.all([
    query.graph({
      entity: "customer",
      fields: ["id", "email", "phone", "addresses.*"],
      filters: { id: customerId },
    }),
    query.graph({
      entity: "order",
      fields: orderFields,
      filters: { customer_id: customerId },
      pagination: { take: ordersLookedAt, order: { created_at: "DESC" } },
    }),
  ])
  const [customer] = customers
  if (customer === undefined) return null
  const own = (customer.addresses ?? []) as LoadedAddress[]
  const bought = orders as unknown as LoadedOrder[]
  const addresses = [
    ...own,
    ...bought.flatMap((order) => [order.shipping_address, order.billing_address]),
  ].filter((address): address is LoadedAddress => address !== null && address !== undefined)
  return {
    customerId,
    emails: texts([customer.email, ...bought.map(({ email }) => email)]),
    phones: texts([customer.phone, ...addresses.map(({ phone }) => phone)]),
    addresses: addresses.map(addressOf),
    cards: [...new Set(bought.flatMap(cardsOf))],
  }
}

/** Registered since, and without any order, also as a guest with the same e-mail. Canceled orders do not count. */
export async function isNewcomer(
  container: MedusaContainer,
  customerId: string,
  since: Date,
): Promise<boolean> {
  const [customer] = await container
    .resolve(Modules.CUSTOMER)
    .listCustomers({ id: customerId }, { select: ["id", "email", "created_at"], take: 1 })
  if (customer === undefined || new Date(customer.created_at) < since) return false
  const [, orders] = await container.resolve(Modules.ORDER).listAndCountOrders(
    {
      $or: [{ customer_id: customerId }, { email: customer.email }],
      status: { $nin: ["canceled", "draft"] },
      is_draft_order: false,
    } as never,
    { select: ["id"], take: 1 },
  )
  return orders === 0
}

function addressOf({ address_1, address_2, city, postal_code, country_code }: LoadedAddress): PostalAddress {
  return {
    street: address_1 ?? "",
    more: address_2 ?? "",
    city: city ?? "",
    postalCode: postal_code ?? "",
    countryCode: country_code ?? "",
  }
}

/** The fingerprints of an order's cards: as the provider's data have them, or as the store has noted them with the order. */
function cardsOf({ metadata, payment_collections }: LoadedOrder): string[] {
  const data = (payment_collections ?? []).flatMap((collection) =>
    (collection?.payments ?? []).map((payment) => payment?.data),
  )
  return texts([metadata?.card_fingerprint, ...data.flatMap((one) => fingerprintsIn(one))])
}

function fingerprintsIn(value: unknown, depth = 0): unknown[] {
  if (typeof value !== "object" || value === null || depth > depthMax) return []
  return Object.entries(value).flatMap(([name, part]: [string, unknown]) => [
    ...(name === "card" ? [(part as { fingerprint?: unknown } | null)?.fingerprint] : []),
    ...fingerprintsIn(part, depth + 1),
  ])
}

function texts(values: readonly unknown[]): string[] {
  return values.filter((value): value is string => typeof value === "string" && value.trim() !== "")
}
