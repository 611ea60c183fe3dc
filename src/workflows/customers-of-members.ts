import type { CustomerDTO, FilterableCustomerProps, MedusaContainer } from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"

/** A search that matches more customers than this is no search; it is cut here. */
const matchesMax = 500
const wordsMax = 10
/** So many digits and no letters are a phone number, however its parts are set off. */
const phoneDigitsMin = 5

export interface CustomerMatches {
  customerIds: string[]
  /** There are more than these. */
  isCut: boolean
}

/**
 * Registered customers whose first or last name, e-mail or phone contain each of the words. A phone is found by its digits,
 * wherever the shop or the searcher puts spaces, brackets and dashes.
 */
export async function customersMatching(container: MedusaContainer, q: string): Promise<CustomerMatches> {
  const customers = await container
    .resolve(Modules.CUSTOMER)
    .listCustomers(matching(q), { select: ["id"], take: matchesMax + 1, order: { id: "DESC" } })
  return {
    customerIds: customers.slice(0, matchesMax).map(({ id }) => id),
    isCut: customers.length > matchesMax,
  }
}

/** By their ids; those whom the store has no more are missing. */
export async function customersById(
  container: MedusaContainer,
  ids: string[],
): Promise<Map<string, CustomerDTO>> {
  const customers = await container.resolve(Modules.CUSTOMER).listCustomers(
    { id: ids },
    {
      select: ["id", "first_name", "last_name", "email", "phone"],
      take: ids.length,
    },
  )
  return new Map(customers.map((customer) => [customer.id, customer]))
}

function matching(q: string): FilterableCustomerProps {
  const words = q.split(/\s+/).filter((word) => word !== "")
  const digits = q.replace(/\D/g, "")
  const isPhone = digits.length >= phoneDigitsMin && /^[\d\s()+./-]*$/.test(q)
  const byWords = words.slice(0, wordsMax).map((word) => {
    const contains = { $ilike: `%${word.replace(/[\\%_]/g, "\\$&")}%` }
    return {
      $or: [{ first_name: contains }, { last_name: contains }, { email: contains }, { phone: contains }],
    }
  })
  const byPhone = { phone: { $ilike: `%${[...digits].join("%")}%` } }
  const found = isPhone ? { $or: [{ $and: byWords }, byPhone] } : { $and: byWords }
  return { has_account: true, ...found } as FilterableCustomerProps
}
