import type { Checks } from "./suspicion"

/** The least that the friend's order has to be worth, in minor units. */
export interface QualifyingAmount {
  currencyCode: string
  decimalDigits: number
  minor: number
}

/** What a program asks of a referral. What it gives for one is for earning rules to say. */
export interface ReferralTerms {
  enabled: boolean
  /** From joining until when the friend's order may be placed. */
  attributionDays: number
  /** Who registered longer ago is no new member and may not enter a code. */
  newMemberDays: number
  /** In any other currency no order qualifies; where none is named, every order does. */
  qualifying: QualifyingAmount[]
  /** With `{code}` in it. Null: the store shows the code alone. */
  linkTemplate: string | null
  checks: Checks
}

export const defaultReferralTerms: ReferralTerms = {
  enabled: false,
  attributionDays: 90,
  newMemberDays: 30,
  qualifying: [],
  linkTemplate: null,
  checks: { email: true, phone: true, address: true, card: true },
}

export function linkOf({ linkTemplate }: Pick<ReferralTerms, "linkTemplate">, code: string): string | null {
  return linkTemplate === null ? null : linkTemplate.replaceAll("{code}", code)
}
