import type { JudgedDemand, MeasureReport } from "./rounds"

const verdicts = { goal: "goal met", floor: "above the floor", missed: "MISSED", shown: "" } as const

/** What a person reads: for each measure who did how much, and what was demanded. */
export function tableOf(reports: MeasureReport[]): string {
  return reports.map(sectionOf).join("\n")
}

function sectionOf({ title, unit, rounds, figures, demands, notes }: MeasureReport): string {
  const times = rounds === 1 ? "one round" : `medians of ${rounds} rounds`
  const figureRows = Object.entries(figures).map(([name, { rate, p50, p95, p99 }]) => [
    name,
    number(rate),
    number(p50),
    number(p95),
    number(p99),
  ])
  const demandRows = demands.map((demand) => [
    demand.what,
    number(demand.value),
    `${number(demand.lowest)} – ${number(demand.highest)}`,
    lineOf(demand, demand.goal),
    lineOf(demand, demand.floor),
    verdicts[demand.verdict],
  ])
  return [
    `\n${title} (${times})`,
    ...(figureRows.length === 0
      ? []
      : [columns([["", `${unit}/s`, "p50 ms", "p95 ms", "p99 ms"], ...figureRows])]),
    ...(demandRows.length === 0
      ? []
      : [columns([["", "found", "over the rounds", "goal", "never beyond", ""], ...demandRows])]),
    ...notes.map((note) => `  ${note}`),
  ].join("\n")
}

const lineOf = ({ better }: JudgedDemand, line: number | undefined): string =>
  line === undefined ? "" : `${better === "more" ? "≥" : "≤"} ${number(line)}`

/** Three figures that count; whole numbers from a hundred on. */
export function number(value: number): string {
  if (!Number.isFinite(value)) return "–"
  if (Math.abs(value) >= 100) return Math.round(value).toLocaleString("en")
  return Number(value.toPrecision(3)).toString()
}

/** Words to the left, figures to the right. */
function columns(rows: string[][]): string {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)))
  return rows
    .map((row) =>
      row
        .map((cell, column) => (column === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[column])))
        .join("  ")
        .trimEnd(),
    )
    .map((line) => `  ${line}`)
    .join("\n")
}
