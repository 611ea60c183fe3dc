import type { Bench } from "../bench"
import { now } from "../data/shape"
import { say } from "../harness/progress"
import { type MeasureReport, reportOf } from "../harness/rounds"
import { settleTables } from "../jobs/huge-expiry"
import { type MemorySeen, runJob } from "../jobs/job"

/** The ledger proved as `npm run verify` does it; also what makes the other figures of a run worth anything. */
export async function verification(
  bench: Bench,
  secondsMax: () => number | null,
  memory: MemorySeen,
): Promise<MeasureReport> {
  const { url } = await bench.ours()
  await settleTables(url)
  say("verification of the ledger")
  const report = await runJob({ url, job: "verify", at: now.toISOString(), secondsMax: secondsMax() })
  memory.push({ job: "verification", report })
  const { done, seconds, finished } = report
  const entries = done.toLocaleString("en")
  return reportOf(
    {
      name: "verification",
      title: "verification in one process",
      unit: "entries",
      demands: [
        {
          what: "entries a second",
          of: "verification",
          by: "rate",
          better: "more",
          goal: 100_000,
          floor: 50_000,
        },
      ],
      notes: [
        finished
          ? `All ${entries} entries were proved, with everything that this run did to the ledger: no discrepancy.`
          : `Time was up after ${entries} entries, in which no discrepancy was found. Without --quick all are proved.`,
      ],
    },
    { verification: [{ rate: done / seconds, p50: Number.NaN, p95: Number.NaN, p99: Number.NaN }] },
  )
}
