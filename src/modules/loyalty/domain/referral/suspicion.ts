import { isSameAddress, type PostalAddress } from "./address"
import { mailboxOf } from "./email"
import { numbersOf } from "./phone"

/** What a store knows of somebody, as far as it can tell one person from another. */
export interface Person {
  customerId: string
  emails: string[]
  phones: string[]
  addresses: PostalAddress[]
  /** What a payment provider calls a card, the same for each use of it. */
  cards: string[]
}

export const checkNames = ["email", "phone", "address", "card"] as const
export type CheckName = (typeof checkNames)[number]
export type Checks = Record<CheckName, boolean>

/**
 * Why a referral is not believed. `same_customer`: they are one customer of the store's. `mutual`: the referrer is the friend's
 * own friend. `staff`: somebody of the shop decided so. The others are the checks.
 */
export type Suspicion = CheckName | "same_customer" | "mutual" | "staff"

/** The first thing by which the friend looks like the referrer; null where there is none. */
export function suspicionOf(friend: Person, referrer: Person, checks: Checks): Suspicion | null {
  if (friend.customerId === referrer.customerId) return "same_customer"
  const countries = [...friend.addresses, ...referrer.addresses].map(({ countryCode }) => countryCode)
  const numbers = ({ phones }: Person): string[] => phones.flatMap((phone) => numbersOf(phone, countries))
  const found: Record<CheckName, () => boolean> = {
    email: () => haveCommon(friend.emails.map(mailboxOf), referrer.emails.map(mailboxOf)),
    phone: () => haveCommon(numbers(friend), numbers(referrer)),
    address: () =>
      friend.addresses.some((one) => referrer.addresses.some((other) => isSameAddress(one, other))),
    card: () => haveCommon(friend.cards, referrer.cards),
  }
  return checkNames.find((name) => checks[name] && found[name]()) ?? null
}

function haveCommon(some: readonly (string | null)[], others: readonly (string | null)[]): boolean {
  return some.some((one) => one !== null && one !== "" && others.includes(one))
}
