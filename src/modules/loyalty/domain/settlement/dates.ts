import type { ProgramTerms } from "../program"

const dayMs = 86_400_000

/** From this moment on an order's points may become available, if it is paid. */
export function activationDate(placedAt: Date, terms: Pick<ProgramTerms, "earning">): Date {
  return new Date(placedAt.getTime() + terms.earning.pendingDays * dayMs)
}

/** When points that become available at `from` expire; null: never. */
export function expiryDate(from: Date, terms: Pick<ProgramTerms, "earning">): Date | null {
  const { expiresAfterDays } = terms.earning
  return expiresAfterDays === null ? null : new Date(from.getTime() + expiresAfterDays * dayMs)
}
