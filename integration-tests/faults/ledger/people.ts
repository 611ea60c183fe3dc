import { awardIds } from "../../../src/modules/loyalty/domain/__tests__/arbitrary-commands"
import type { LedgerShop } from "../../module/ledger-database"
import { Member, type MemberIdentity } from "./member"

/** Somebody who joins the shop, with the awards that his orders will need. */
export async function identityIn(shop: LedgerShop): Promise<MemberIdentity> {
  const { id: accountId, publicId, customerId } = await shop.customer()
  const awardKeys: number[] = []
  for (const _ of awardIds) awardKeys.push(await shop.award(accountId))
  return { accountId, publicId, customerId, prefix: `${shop.cause("member")}:`, awardKeys }
}

export const memberOf = async (shop: LedgerShop, sharesCarts = false): Promise<Member> =>
  new Member(await identityIn(shop), { sharesCarts })
