import { useMemo } from "react"
import { useTranslation } from "react-i18next"
import { Sentences } from "../../../components/sentences"
import { Versions } from "../../../components/versions"
import type { ProgramView } from "../../../lib/types"
import { sayMeasure, sayTier } from "./model/say-tier"
import type { Ladder, Tier, TierVersion } from "./model/types"
import { useTierWords } from "./use-tier-words"

interface TierVersionsProps {
  tier: Tier
  program: ProgramView
  ladder: Ladder
}

/** What the tier has said. */
export function TierVersions({ tier, program, ladder }: TierVersionsProps) {
  const { t } = useTranslation("loyalty")
  const words = useTierWords(program, [])
  const columns = useMemo(
    () => [
      { id: "name", header: t("tiers.name"), cell: ({ name }: TierVersion) => name },
      {
        id: "threshold",
        header: t("tiers.threshold"),
        cell: ({ threshold }: TierVersion) => sayMeasure(threshold, ladder.qualification, words),
      },
      {
        id: "gives",
        header: t("tiers.gives"),
        cell: (version: TierVersion) => <Gives version={version} program={program} />,
      },
    ],
    [t, words, ladder, program],
  )
  return <Versions<TierVersion> path={`/admin/loyalty/tiers/${tier.id}/versions`} columns={columns} />
}

/** Looks its group up by itself: versions with the same group, as most of a tier's have, ask for it once. */
function Gives({ version, program }: { version: TierVersion; program: ProgramView }) {
  const words = useTierWords(program, [version.customer_group_id])
  return <Sentences sentences={sayTier(version, words)} />
}
