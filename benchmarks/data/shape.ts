/** What the three ledgers are filled with, alike. */
export const lotsPerAccount = 5
export const pointsPerLot = 1_000
/** Takes one lot whole and a part of the next. */
export const pointsPerRedemption = 1_100
export const pointsPerEarning = 100

/** When the made-up past ended; every posting of a measure happens at this time. */
export const now = new Date(Date.UTC(2026, 0, 1))

const dayMs = 86_400_000
const daysBetweenExpiries = 30

/** When the lots of that number expire: all members' first ones on one day, the second ones a month later, … */
export const expiryOfLot = (number: number): Date =>
  new Date(now.getTime() + number * daysBetweenExpiries * dayMs)

/** Later than all of those. */
export const farAway = new Date(Date.UTC(2036, 0, 1))

/** Accounts with a history of a given length stand behind all others. */
export const historyAccounts = 10
export const shortHistory = 10
export const longHistory = 10_000

export interface LedgerShape {
  /** Those with five open lots each, keys 1 to this. */
  accounts: number
  /** Whether ten accounts with a short and ten with a long history follow them. */
  histories: boolean
}

export const shortHistoryFrom = (shape: LedgerShape): number => shape.accounts + 1
export const longHistoryFrom = (shape: LedgerShape): number => shape.accounts + historyAccounts + 1

export const publicIdOf = (account: number): string => `lacc_${String(account).padStart(26, "0")}`
export const customerOf = (account: number): string => `cus_${String(account).padStart(26, "0")}`
export const peerAccountOf = (account: number): string => `sc_acc_${String(account).padStart(26, "0")}`
