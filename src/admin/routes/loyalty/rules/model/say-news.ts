import { sayRule } from "./say-rule"
import type { RuleConfig } from "./types"
import type { Words } from "./words"

/**
 * What a version says that the one before it did not, or else what it says no more; all that it says where the one before
 * is not known.
 */
export function sayNews(version: RuleConfig, before: RuleConfig | null, words: Words): string[] {
  const [says, said] = [sayRule(version, words), before === null ? [] : sayRule(before, words)]
  const news = without(says, said)
  if (news.length > 0) return news
  const gone = without(said, says)
  if (gone.length > 0) return gone.map((sentence) => words.t("rules.versions.gone", { sentence }))
  return [words.t("rules.versions.same")]
}

const without = (sentences: readonly string[], others: readonly string[]): string[] =>
  sentences.filter((sentence) => !others.includes(sentence))
