import { useMemo } from "react"
import { useTranslation } from "react-i18next"
import { Sentences } from "../../../components/sentences"
import { Versions, type Succession } from "../../../components/versions"
import type { ProgramView } from "../../../lib/types"
import { sayNews } from "./model/say-news"
import type { Rule, RuleVersion } from "./model/types"
import { useWords } from "./use-words"

/** What the rule has said. */
export function RuleVersions({ rule, program }: { rule: Rule; program: ProgramView }) {
  const { t } = useTranslation("loyalty")
  const columns = useMemo(
    () => [
      {
        id: "says",
        header: t("rules.versions.says"),
        cell: (version: Succession<RuleVersion>) => <News version={version} program={program} />,
      },
    ],
    [t, program],
  )
  return <Versions<RuleVersion> path={`/admin/loyalty/rules/${rule.id}/versions`} columns={columns} />
}

/** Looks its names up by itself: versions that name the same things, as most of a rule's do, ask for them once. */
function News({ version, program }: { version: Succession<RuleVersion>; program: ProgramView }) {
  const words = useWords(
    program,
    [version, version.before].flatMap((one) => (one === null ? [] : [one.conditions])),
  )
  return <Sentences sentences={sayNews(version, version.before, words)} />
}
