import type { Demand, Measure } from "./measure"
import { say } from "./progress"
import { type Figures, figuresOf, median, medianFigures } from "./statistics"

export interface JudgedDemand extends Demand {
  /** The median over the rounds of what was found within each. */
  value: number
  lowest: number
  highest: number
  verdict: "goal" | "floor" | "missed" | "shown"
}

export interface MeasureReport {
  name: string
  title: string
  unit: string
  rounds: number
  figures: Record<string, Figures>
  perRound: Record<string, Figures[]>
  demands: JudgedDemand[]
  notes: string[]
}

export interface RoundsOptions {
  rounds: number
  sliceSeconds: number
  /** False ends the rounds early: a run that promised its length keeps the promise. */
  another(roundsDone: number): boolean
}

type Found = Record<string, Figures[]>

const warmUpShare = 0.5

/**
 * All measures round after round, and in each round everybody in turn, so that what the machine does besides meets all
 * alike. Who begins changes with the round. The first pass is not counted.
 */
export async function runRounds(measures: Measure[], options: RoundsOptions): Promise<MeasureReport[]> {
  const { rounds, sliceSeconds, another } = options
  const found = new Map<string, Found>(measures.map(({ name }) => [name, {}]))
  const foundIn = (measure: string): Found => found.get(measure) ?? {}
  say("warming up")
  for (const { warmUp } of measures) await warmUp?.()
  // Nothing is kept but the names, in the order in which a reader wants them.
  for (const { measure, name } of await pass(measures, 0, sliceSeconds * warmUpShare))
    foundIn(measure)[name] = []
  for (let round = 1; round <= rounds && another(round - 1); round++) {
    say(`round ${round} of ${rounds}`)
    const samples = await pass(measures, round, sliceSeconds)
    for (const { measure, name, figures } of samples) foundIn(measure)[name]?.push(figures)
  }
  return measures.map((measure) => reportOf(measure, found.get(measure.name) ?? {}))
}

async function pass(measures: Measure[], round: number, seconds: number) {
  const samples: { measure: string; name: string; figures: Figures }[] = []
  for (const measure of measures) {
    const first = round % measure.contenders.length
    const turns = [...measure.contenders.slice(first), ...measure.contenders.slice(0, first)]
    for (const { slice } of turns) {
      for (const [name, sample] of Object.entries(await slice(seconds))) {
        samples.push({ measure: measure.name, name, figures: figuresOf(sample) })
      }
    }
  }
  return samples
}

export function reportOf(measure: Omit<Measure, "contenders">, perRound: Found): MeasureReport {
  const figures = Object.fromEntries(
    Object.entries(perRound).map(([name, rounds]) => [name, medianFigures(rounds)]),
  )
  return {
    name: measure.name,
    title: measure.title,
    unit: measure.unit,
    rounds: Math.max(0, ...Object.values(perRound).map(({ length }) => length)),
    figures,
    perRound,
    demands: measure.demands.flatMap((demand) => judge(demand, perRound)),
    notes: measure.notes ?? [],
  }
}

/** Nothing where somebody did not run: a store without the registry has no peer. */
function judge(demand: Demand, perRound: Found): JudgedDemand[] {
  const { of, beside, by } = demand
  const rounds = perRound[of] ?? []
  const others = beside === undefined ? null : perRound[beside]
  if (rounds.length === 0 || others === undefined) return []
  const values = rounds.map((figures, round) =>
    others === null ? figures[by] : figures[by] / (others[round]?.[by] ?? Number.NaN),
  )
  const value = median(values)
  return [
    {
      ...demand,
      value,
      lowest: Math.min(...values),
      highest: Math.max(...values),
      verdict: verdictOn(demand, value),
    },
  ]
}

function verdictOn({ goal, floor, better }: Demand, value: number): JudgedDemand["verdict"] {
  if (goal === undefined || floor === undefined) return "shown"
  const reaches = (line: number): boolean => (better === "more" ? value >= line : value <= line)
  if (reaches(goal)) return "goal"
  return reaches(floor) ? "floor" : "missed"
}
