import type { LoyaltyDatabase } from "../data-source"
import { ready, type ReadyRule } from "../domain/rules/programme"
import type { Rule } from "../domain/rules/rule"

/** As it is kept: without what the row says itself, and with moments as JSON has them. */
export type RuleConfig = Omit<Rule, "id" | "version">

interface VersionRow {
  rule_id: string
  version: number
  config: RuleConfig
}

const setsKept = 100

/** Rules as they were active together. A set never changes, so each process reads it once. */
export class RuleSets {
  private readonly database: LoyaltyDatabase
  private readonly sets = new Map<number, Promise<ReadyRule[]>>()

  constructor({ database }: { database: LoyaltyDatabase }) {
    this.database = database
  }

  /** In the order in which they are looked at; none for null. */
  async of(ruleSetId: number | null): Promise<ReadyRule[]> {
    if (ruleSetId === null) return []
    const known = this.sets.get(ruleSetId)
    const set = known ?? this.read(ruleSetId)
    // The last used stay.
    this.sets.delete(ruleSetId)
    this.sets.set(ruleSetId, set)
    if (known === undefined) {
      set.catch(() => this.sets.delete(ruleSetId))
      const [oldest] = this.sets.keys()
      if (this.sets.size > setsKept) this.sets.delete(oldest)
    }
    return await set
  }

  private async read(ruleSetId: number): Promise<ReadyRule[]> {
    const rows = await this.database.query<VersionRow>(
      `select v.rule_id, v.version, v.config from loyalty_rule_set s
         join loyalty_rule_version v on v.id = any (s.version_ids)
       where s.id = $1`,
      [ruleSetId],
    )
    return ready(rows.map(ruleOf))
  }
}

/** A rule as it is kept, as the domain knows it. */
export function ruleOf({ rule_id, version, config }: VersionRow): Rule {
  const moment = (value: Date | string | null): Date | null => (value === null ? null : new Date(value))
  return {
    ...config,
    id: rule_id,
    version,
    startsAt: moment(config.startsAt),
    endsAt: moment(config.endsAt),
  }
}
