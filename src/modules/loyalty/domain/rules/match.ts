import type { EarningBase, LineBase } from "../earning/base"
import { hasRate } from "./effect"
import type { ReadyRule } from "./programme"
import { replacesBase, type Rule } from "./rule"
import type { Scene, SceneLine } from "./scene"

/** A line of the order whose money earns. */
export interface EarningLine extends LineBase {
  scene: SceneLine
}

/** A rule that gave nothing, and the first thing that kept it from it: the code of a condition, or of what else did. */
export interface PassedOver {
  rule: Rule
  because: string
}

export interface Matches {
  /** In the order of the rules. */
  matched: { rule: ReadyRule; lines: EarningLine[] }[]
  /** Lines that earn by a rule in place of the program's rate. */
  replaced: Set<string>
  passedOver: PassedOver[]
}

/**
 * Which lines each rule gives for: those that its conditions match, less those that an earlier rule of its exclusive group
 * has, less, for a rate in place of the program's, those that an earlier such rule has. A rule that cannot give in the
 * order's currency takes no line from anybody.
 */
export function matchRules(
  rules: readonly ReadyRule[],
  base: EarningBase,
  scene: Scene,
  placedAt: Date,
): Matches {
  const lines = earningLines(base, scene)
  const matches: Matches = { matched: [], replaced: new Set(), passedOver: [] }
  const taken = new Map<string, Set<string>>()
  for (const rule of rules) {
    const outside = outsideSchedule(rule, placedAt) ?? (hasRate(rule.effect, base.rate) ? null : "no_rate")
    const { matched, failed } =
      outside === null ? matchesOf(rule, scene, lines) : { matched: [], failed: outside }
    const free = matched.filter(({ lineId }) => isFree(rule, lineId, taken, matches.replaced))
    if (free.length === 0) {
      const because = matched.length > 0 ? "exclusive" : (failed ?? "nothing_that_earns")
      matches.passedOver.push({ rule, because })
      continue
    }
    for (const { lineId } of free) {
      if (rule.exclusiveGroup !== null) takenIn(taken, rule.exclusiveGroup).add(lineId)
      if (replacesBase(rule)) matches.replaced.add(lineId)
    }
    matches.matched.push({ rule, lines: free })
  }
  return matches
}

/** Only lines whose money earns: who pays a line with points gets no fixed points for it either. */
function earningLines(base: EarningBase, scene: Scene): EarningLine[] {
  const scenes = new Map(scene.lines.map((line) => [line.lineId, line]))
  return base.lines.flatMap((line) => {
    const of = scenes.get(line.lineId)
    return of === undefined || line.weight === 0n ? [] : [{ ...line, scene: of }]
  })
}

/** Null within the rule's time. */
export function outsideSchedule(
  { startsAt, endsAt }: Pick<Rule, "startsAt" | "endsAt">,
  placedAt: Date,
): string | null {
  if (startsAt !== null && placedAt < startsAt) return "not_yet"
  if (endsAt !== null && placedAt >= endsAt) return "over"
  return null
}

function matchesOf(
  { questions: { ofOrder, ofLine } }: ReadyRule,
  scene: Scene,
  lines: readonly EarningLine[],
): { matched: EarningLine[]; failed: string | null } {
  const matched: EarningLine[] = []
  let failed = lines.length === 0 ? null : ofOrder(scene, lines[0].scene)
  if (failed !== null) return { matched, failed }
  for (const line of lines) {
    const because = ofLine(scene, line.scene)
    if (because === null) matched.push(line)
    else failed ??= because
  }
  return { matched, failed }
}

function isFree(
  rule: Rule,
  lineId: string,
  taken: ReadonlyMap<string, ReadonlySet<string>>,
  replaced: ReadonlySet<string>,
): boolean {
  if (rule.exclusiveGroup !== null && taken.get(rule.exclusiveGroup)?.has(lineId)) return false
  return !replacesBase(rule) || !replaced.has(lineId)
}

function takenIn(taken: Map<string, Set<string>>, group: string): Set<string> {
  const lines = taken.get(group) ?? new Set<string>()
  taken.set(group, lines)
  return lines
}
