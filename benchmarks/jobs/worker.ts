import type LoyaltyModuleService from "../../src/modules/loyalty/service"
import type { VerificationReport } from "../../src/modules/loyalty/services/verification"
import { publicIdOf } from "../data/shape"
import { type OpenLedger, openLedger } from "../ledger/open-ledger"
import type { JobOrder, JobReport } from "./job"

/** As the clock's job does it. */
const lotsPerBatch = 1_000
/** Enough for many batches of the verification, few enough to look at the clock in between. */
const accountsPerPart = 10_000
const poolSize = 5
const restMs = 500
const lookMs = 10

type Done = Pick<JobReport, "done" | "finished" | "callsMs">

/** A process that does one job over the whole programme, as a store's worker would, and watches itself. */
process.once("message", (order: JobOrder) => {
  work(order).then(
    (report) => {
      process.send?.(report, () => process.exit(0))
    },
    (error: Error) => {
      process.send?.({ failed: error.stack ?? error.message }, () => process.exit(1))
    },
  )
})
process.once("disconnect", () => process.exit(1))

async function work({ url, job, at, secondsMax }: JobOrder): Promise<JobReport> {
  const opened = await openLedger(url, poolSize)
  await new Promise((resolve) => setTimeout(resolve, restMs))
  const idleBytes = process.memoryUsage.rss()
  let peakBytes = idleBytes
  const look = (): void => {
    peakBytes = Math.max(peakBytes, process.memoryUsage.rss())
  }
  const watch = setInterval(look, lookMs)
  const began = performance.now()
  const inTime = (): boolean => secondsMax === null || performance.now() - began < secondsMax * 1_000
  const report =
    job === "expire"
      ? await expire(opened.service, new Date(at), inTime)
      : await verify(opened, secondsMax === null, inTime)
  const seconds = (performance.now() - began) / 1_000
  clearInterval(watch)
  look()
  await opened.close()
  return { ...report, seconds, idleBytes, peakBytes }
}

async function expire(service: LoyaltyModuleService, at: Date, inTime: () => boolean): Promise<Done> {
  const callsMs: number[] = []
  let done = 0
  for (;;) {
    if (!inTime()) return { done, finished: false, callsMs }
    const began = performance.now()
    const accounts = await service.expirePoints(at, lotsPerBatch)
    if (accounts === 0) return { done, finished: true, callsMs }
    callsMs.push(performance.now() - began)
    done += accounts
  }
}

/** All at once where there is time; otherwise part by part, as far as the time reaches. */
async function verify(
  { service, database }: OpenLedger,
  toTheEnd: boolean,
  inTime: () => boolean,
): Promise<Done> {
  if (toTheEnd) {
    return { done: entriesOf(await service.verifyLedger()), finished: true, callsMs: [] }
  }
  const [{ accounts }] = await database.query<{ accounts: string }>(
    "select max(id) as accounts from loyalty_account",
  )
  let done = 0
  for (let first = 1; first <= Number(accounts); first += accountsPerPart) {
    if (!inTime()) return { done, finished: false, callsMs: [] }
    const accountIds = Array.from({ length: accountsPerPart }, (_, number) => publicIdOf(first + number))
    done += entriesOf(await service.verifyLedger({ accountIds }))
  }
  return { done, finished: true, callsMs: [] }
}

function entriesOf(report: VerificationReport): number {
  const [first] = report.discrepancies
  if (first !== undefined) throw new Error(`The ledger cannot be proved: ${JSON.stringify(first)}`)
  return report.entries_checked
}
