import { Bench } from "./bench"
import { type Settings, settingsOf, usage } from "./harness/arguments"
import { fitsQuickRun, foreseenSeconds, quickJobSeconds, roundsSeconds } from "./harness/budget"
import { environmentOf, writeJson } from "./harness/json"
import { elapsedSeconds, say } from "./harness/progress"
import { tableOf } from "./harness/report"
import { type MeasureReport, runRounds } from "./harness/rounds"
import type { MemorySeen } from "./jobs/job"
import { jobNames, measureNames, roundMeasures } from "./measures"
import { expiry } from "./measures/expiry"
import { memory } from "./measures/memory"
import { verification } from "./measures/verification"

const closingPatienceMs = 20_000

async function main(): Promise<void> {
  const settings = settingsOf(process.argv.slice(2))
  if (settings.list) {
    process.stdout.write(`${measureNames.join("\n")}\n`)
    return
  }
  for (const name of settings.only) {
    if (!measureNames.includes(name)) throw new Error(`There is no measure ${name}.\n\n${usage}`)
  }
  say(
    `${settings.accounts.toLocaleString("en")} accounts, ${settings.callers} callers; ${lengthOf(settings)}`,
  )

  const bench = Bench.prepare(settings)
  endOnSignals(bench)
  try {
    const environment = environmentOf(settings)
    const reports = [...(await inRounds(bench)), ...(await overTheWholeLedger(bench))]
    const missing = bench.peerMissing === null ? "" : `\n${bench.peerMissing}\n`
    process.stdout.write(`${tableOf(reports)}\n${missing}`)
    if (settings.json !== null) {
      writeJson(settings.json, { ...environment, peerMissing: bench.peerMissing, measures: reports })
    }
  } finally {
    await bench.close()
  }
  say("done")
}

const lengthOf = (settings: Settings): string => {
  if (settings.quick) return "this takes up to three minutes"
  const minutes = Math.ceil(foreseenSeconds(settings, measureNames.length) / 60)
  return `this takes about ${minutes} minutes on two cores`
}

const isWanted = ({ only }: Settings, name: string): boolean => only.length === 0 || only.includes(name)

/** What one measure needs is made beside what another needs: loading is not what is measured. */
async function inRounds(bench: Bench): Promise<MeasureReport[]> {
  const { settings } = bench
  const wanted = Object.entries(roundMeasures).filter(([name]) => isWanted(settings, name))
  if (wanted.length === 0) return []
  const made = await Promise.allSettled(wanted.map(([, make]) => make(bench)))
  for (const one of made) if (one.status === "rejected") throw one.reason
  const measures = made.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []))
  say(`the rounds take about ${Math.ceil(roundsSeconds(settings, measures) / 60)} minutes`)
  const began = elapsedSeconds()
  return await runRounds(measures, {
    rounds: settings.rounds,
    sliceSeconds: settings.sliceSeconds,
    another: (roundsDone) => {
      if (!settings.quick || roundsDone === 0) return true
      const aRound = (elapsedSeconds() - began) / (roundsDone + 0.5)
      return fitsQuickRun(aRound)
    },
  })
}

async function overTheWholeLedger(bench: Bench): Promise<MeasureReport[]> {
  const { settings } = bench
  const [wantsExpiry, wantsVerification, wantsMemory] = jobNames.map((name) => isWanted(settings, name))
  const seen: MemorySeen = []
  const reports: MeasureReport[] = []
  if (wantsExpiry || wantsMemory) {
    reports.push(await expiry(bench, () => (settings.quick ? quickJobSeconds("expiry") : null), seen))
  }
  if (wantsVerification || wantsMemory) {
    reports.push(
      await verification(bench, () => (settings.quick ? quickJobSeconds("verification") : null), seen),
    )
  }
  if (wantsMemory) reports.push(memory(seen))
  return reports
}

/** Ctrl-C ends what was started, too; a second one ends at once, and the server with it. */
function endOnSignals(bench: Bench): void {
  let isEnding = false
  const end = (): void => {
    if (isEnding) process.exit(130)
    isEnding = true
    say("ending")
    setTimeout(() => process.exit(130), closingPatienceMs).unref()
    bench.close().then(
      () => process.exit(130),
      () => process.exit(130),
    )
  }
  process.on("SIGINT", end)
  process.on("SIGTERM", end)
}

main().then(
  () => process.exit(0),
  (error: Error) => {
    process.stderr.write(`${error.stack ?? error.message}\n`)
    process.exit(1)
  },
)
