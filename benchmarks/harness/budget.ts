import type { Settings } from "./arguments"
import type { Measure } from "./measure"
import { elapsedSeconds } from "./progress"

/** A quick run promises three minutes, on busy machines too: what does not fit is cut short and says so. */
const promisedSeconds = 180
/** What comes after the rounds, besides the two jobs: a huge statement, vacuums, the clean-up. */
const afterRoundsSeconds = 50
const closingSeconds = 20
const jobSeconds = { most: 12, least: 3 }
/** Between the two jobs what is left is shared so. */
const jobShare = { expiry: 0.6, verification: 0.9 }

/** Whether another round of that length leaves enough for the rest of a quick run. */
export function fitsQuickRun(roundSeconds: number): boolean {
  const rest = afterRoundsSeconds + 2 * jobSeconds.least
  return elapsedSeconds() + roundSeconds + rest < promisedSeconds
}

/** How long a job of a quick run may go on. */
export function quickJobSeconds(job: keyof typeof jobShare): number {
  const left = (promisedSeconds - closingSeconds - elapsedSeconds()) * jobShare[job]
  return Math.min(jobSeconds.most, Math.max(jobSeconds.least, left))
}

/** Rough, for two cores: loading three ledgers, the jobs over one of them, and starting two stores. */
const secondsPerAccount = { loading: 0.000_25, jobs: 0.000_6 }
const secondsForStores = 60
const contendersPerMeasure = 3

/** What can be said before anything was made. */
export function foreseenSeconds(settings: Settings, measures: number): number {
  const { accounts, rounds, sliceSeconds, only } = settings
  const slices = (only.length === 0 ? measures : only.length) * contendersPerMeasure
  const perAccount = secondsPerAccount.loading + secondsPerAccount.jobs
  return accounts * perAccount + secondsForStores + (rounds + 1) * slices * sliceSeconds
}

/** What the rounds take, once it is known who runs in them. */
export function roundsSeconds({ rounds, sliceSeconds }: Settings, measures: Measure[]): number {
  const contenders = measures.reduce((sum, measure) => sum + measure.contenders.length, 0)
  return (rounds + 0.5) * contenders * sliceSeconds
}
