import type { Evaluation } from "../earning/evaluate"
import type { Points } from "../points"
import type { Reason } from "../reason"

/** What one line of an order earned, but for the reasons. */
export interface KeptLine {
  lineId: string
  quantity: number
  baseMinor: number
  points: Points
}

export interface AwardedLine extends KeptLine {
  reasons: Reason[]
}

/** What an order's lines earn as bought, where that is not what was kept of them; otherwise none. */
export function linesToRecord(
  evaluation: Pick<Evaluation, "lines">,
  kept: readonly KeptLine[],
): AwardedLine[] {
  const lines = evaluation.lines.map((line) => ({
    lineId: line.lineId,
    quantity: line.quantity,
    baseMinor: Number(line.baseMinor),
    points: line.points,
    reasons: line.reasons,
  }))
  return textOf(lines) === textOf(kept) ? [] : lines
}

function textOf(lines: readonly KeptLine[]): string {
  const facts = lines.map(({ lineId, quantity, baseMinor, points }) => [lineId, quantity, baseMinor, points])
  return JSON.stringify(facts.sort(([a], [b]) => (String(a) < String(b) ? -1 : 1)))
}
