import type { MedusaRequest } from "@medusajs/framework/http"
import { toPoints } from "../modules/loyalty/domain/points"
import type { AccountRow } from "../modules/loyalty/persistence/account.schema"
import { customersById } from "../workflows/customers-of-members"
import type { Member } from "./admin/loyalty/accounts/view"
import { loyaltyOf } from "./request"
import { balanceView } from "./views"

/** The accounts with who has them. However many accounts there are, the statements stay the same. */
export async function membersOf(request: MedusaRequest, accounts: AccountRow[]): Promise<Member[]> {
  const loyalty = loyaltyOf(request)
  const [customers, tiers, programs] = await Promise.all([
    customersById(
      request.scope,
      accounts.map(({ customerId }) => customerId),
    ),
    loyalty.insight.members.tiersOf(accounts.map(({ id }) => id)),
    loyalty.listPrograms(),
  ])
  const precisions = new Map(programs.map(({ id, terms }) => [id, terms.precision]))
  return accounts.map((account) => {
    const customer = customers.get(account.customerId)
    return {
      id: account.publicId,
      program_id: account.programId,
      customer_id: account.customerId,
      status: account.status,
      balance: balanceView(account, toPoints(0), precisions.get(account.programId) ?? 0),
      customer:
        customer === undefined
          ? null
          : {
              id: customer.id,
              first_name: customer.first_name ?? null,
              last_name: customer.last_name ?? null,
              email: customer.email ?? null,
              phone: customer.phone ?? null,
            },
      tier: tiers.get(account.id) ?? null,
      created_at: account.createdAt,
      updated_at: account.updatedAt,
    }
  })
}

export async function memberOf(request: MedusaRequest, account: AccountRow): Promise<Member> {
  const [member] = await membersOf(request, [account])
  return member
}
