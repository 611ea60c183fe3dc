import type { Demand } from "../harness/measure"
import { type MeasureReport, reportOf } from "../harness/rounds"
import type { Figures } from "../harness/statistics"
import type { MemorySeen } from "../jobs/job"

const mebibyte = 1_048_576

/** What the jobs' processes took above what they took when idle, as the two measures before have seen it. */
export function memory(seen: MemorySeen): MeasureReport {
  const found: Record<string, Figures[]> = {}
  for (const { job, report } of seen) {
    const above = (report.peakBytes - report.idleBytes) / mebibyte
    const figures = { rate: above, p50: Number.NaN, p95: Number.NaN, p99: Number.NaN }
    found[job] = [...(found[job] ?? []), figures]
  }
  const demands = Object.keys(found).map((job): Demand => ({
    what: `${job}: MiB above the idle process`,
    of: job,
    by: "rate",
    better: "less",
    goal: 100,
    floor: 200,
  }))
  const idle = seen.map(({ report }) => Math.round(report.idleBytes / mebibyte))
  const peak = seen.map(({ report }) => Math.round(report.peakBytes / mebibyte))
  const notes = [`Idle ${Math.min(...idle)} MiB, at most ${Math.max(...peak)} MiB resident.`]
  const title = "memory of a job over all accounts"
  return { ...reportOf({ name: "memory", title, unit: "MiB", demands, notes }, found), figures: {} }
}
