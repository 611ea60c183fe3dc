import type { Bench } from "../bench"
import { expiryOfLot } from "../data/shape"
import type { Demand } from "../harness/measure"
import { say } from "../harness/progress"
import { type MeasureReport, reportOf } from "../harness/rounds"
import { type Figures, figuresOf } from "../harness/statistics"
import { expireAtOnce, expireBareAtOnce, settleTables } from "../jobs/huge-expiry"
import { type MemorySeen, runJob } from "../jobs/job"
import type { OpenLedger } from "../ledger/open-ledger"

const demands: Demand[] = [
  {
    what: "rate beside one huge statement",
    of: "batches",
    beside: "huge statement",
    by: "rate",
    better: "more",
    goal: 0.75,
    floor: 0.6,
  },
  {
    what: "longest transaction beside the huge statement",
    of: "longest batch",
    beside: "huge statement",
    by: "p50",
    better: "less",
    goal: 0.02,
    floor: 0.05,
  },
  {
    what: "rate beside a huge bare statement",
    of: "batches",
    beside: "huge bare statement",
    by: "rate",
    better: "more",
  },
]

/** Each round takes the lots of two days, one for the batches and one for the huge statement, and an account has five. */
const rounds = { quick: 1, full: 2 }

/** A day on which something of every member expires, once by the job and once by a single statement. */
export async function expiry(
  bench: Bench,
  secondsMax: () => number | null,
  memory: MemorySeen,
): Promise<MeasureReport> {
  const ours = await bench.ours()
  const bare = await bench.limit()
  const found: Record<string, Figures[]> = {}
  const keep = (name: string, figures: Figures): void => {
    found[name] = [...(found[name] ?? []), figures]
  }
  const notes: string[] = []
  let day = 0

  const inBatches = async (): Promise<void> => {
    const at = expiryOfLot((day += 1))
    await settleTables(ours.url)
    const before = await dueLots(ours, at)
    say(`expiry of ${before.toLocaleString("en")} lots in batches`)
    const report = await runJob({
      url: ours.url,
      job: "expire",
      at: at.toISOString(),
      secondsMax: secondsMax(),
    })
    const lots = before - (await dueLots(ours, at))
    if (!report.finished) {
      notes.push(
        `Time was up after ${lots.toLocaleString("en")} of ${before.toLocaleString("en")} lots in batches.`,
      )
    }
    memory.push({ job: "expiry", report })
    keep("batches", figuresOf({ operations: lots, seconds: report.seconds, latencies: report.callsMs }))
    const longest = Math.max(...report.callsMs)
    keep("longest batch", { rate: Number.NaN, p50: longest, p95: longest, p99: longest })
  }
  const atOnce = async (): Promise<void> => {
    const at = expiryOfLot((day += 1))
    await settleTables(ours.url)
    say("expiry of a day in one statement")
    keep("huge statement", figuresOf(await expireAtOnce(ours.url, at)))
    await settleTables(bare.url)
    keep("huge bare statement", figuresOf(await expireBareAtOnce(bare.url, at)))
  }

  for (let round = 1; round <= (bench.settings.quick ? rounds.quick : rounds.full); round++) {
    const turns = round % 2 === 1 ? [atOnce, inBatches] : [inBatches, atOnce]
    for (const turn of turns) await turn()
  }
  return reportOf(
    {
      name: "expiry",
      title: "expiry of a day on which every account has a lot due",
      unit: "lots",
      demands,
      notes: [
        "The huge statement leaves the same as the batches: entries with their hashes, lot uses, lots, balances, events.",
        "The bare one leaves lots, balances and an entry an account. Times are of a transaction.",
        "The longest transaction's share falls with the number of lots due: a batch stays as long as it is.",
        ...notes,
      ],
    },
    found,
  )
}

async function dueLots({ database }: OpenLedger, at: Date): Promise<number> {
  const [{ lots }] = await database.query<{ lots: string }>(
    `select count(*) as lots from loyalty_lot where open and state = 'available' and expires_at <= $1`,
    [at],
  )
  return Number(lots)
}
