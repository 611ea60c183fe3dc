import { Badge, Text } from "@medusajs/ui"
import { useTranslation } from "react-i18next"
import { useDates, useMoney, useNumbers, usePoints, useTierName } from "../../lib/format"
import { useApi } from "../../lib/queries"
import type { Paged, ProgramView, TierChangeView, TierProgressView } from "../../lib/types"
import { Actor } from "../actor"
import { LoadState, Nothing } from "../load-state"
import { OrderLink } from "../order-link"
import { PagedList } from "../pager"
import { Section } from "../section"

interface TierProps {
  accountId: string
  program: ProgramView | undefined
}

/** Which tier the member holds, what is missing to the next, and how he came to it. Nothing where there are no tiers. */
export function Tier({ accountId, program }: TierProps) {
  const { t } = useTranslation("loyalty")
  const query = useApi<{ tier: TierProgressView | null }>(`/admin/loyalty/accounts/${accountId}/tier`)
  if (query.data?.tier === null) return null
  return (
    <Section title={t("member.tier.title")}>
      <LoadState query={query}>{({ tier }) => tier && <Standing tier={tier} program={program} />}</LoadState>
      <div>
        <Text size="small" weight="plus" leading="compact" className="px-6 pt-4">
          {t("member.tier.history")}
        </Text>
        <PagedList
          label={t("member.tier.history")}
          path={`/admin/loyalty/accounts/${accountId}/tier/changes`}
          rowsOf={({ changes }: Paged & { changes: TierChangeView[] }) => changes}
          keyOf={({ at }) => at}
          empty={<Nothing title={t("member.tier.noHistory")} />}
        >
          {(change) => <Change change={change} />}
        </PagedList>
      </div>
    </Section>
  )
}

/** Where the member stands, as a bar and in words. */
export function Standing({ tier, program }: { tier: TierProgressView; program: ProgramView | undefined }) {
  const { t } = useTranslation("loyalty")
  const { date } = useDates()
  const nameIn = useTierName()
  const measured = useMeasure(tier, program)
  const { present, since, safe_until, measure, next, stay } = tier
  return (
    <div className="flex flex-col gap-y-3 px-6 py-4">
      <div className="flex items-center justify-between gap-x-4">
        {present === null ? (
          <Text size="small" className="text-ui-fg-subtle">
            {t("member.tier.none")}
          </Text>
        ) : (
          <Badge size="small" color="purple">
            {nameIn(present)}
          </Badge>
        )}
        {since !== null && (
          <Text size="xsmall" className="text-ui-fg-subtle">
            {t("member.tier.since", { date: date(since) })}
          </Text>
        )}
      </div>
      {next !== null && (
        <div className="flex flex-col gap-y-1.5">
          <Progress
            value={measure.value}
            max={next.threshold}
            label={t("member.tier.progress", { tier: nameIn(next.tier) })}
            text={t("member.tier.of", { value: measured(measure.value), max: measured(next.threshold) })}
          />
          <Text size="small" className="text-ui-fg-subtle">
            {t(`member.tier.missing.${measure.by}`, {
              missing: measured(next.missing),
              tier: nameIn(next.tier),
            })}
            {next.by !== null && ` ${t("member.tier.by", { date: date(next.by) })}`}
          </Text>
        </div>
      )}
      {measure.by === "points_earned" && (next !== null || stay !== null) && (
        <Text size="xsmall" className="text-ui-fg-subtle">
          {t("member.tier.earnedNotBalance")}
        </Text>
      )}
      {stay !== null && stay.missing > 0 && (
        <Text size="small" className="text-ui-fg-subtle">
          {t(`member.tier.toStay.${measure.by}`, { missing: measured(stay.missing) })}
          {stay.by !== null && ` ${t("member.tier.by", { date: date(stay.by) })}`}
        </Text>
      )}
      {safe_until !== null && !(stay !== null && stay.missing > 0) && (
        <Text size="small" className="text-ui-fg-subtle">
          {t("member.tier.safeUntil", { date: date(safe_until) })}
        </Text>
      )}
    </div>
  )
}

function Progress({ value, max, label, text }: { value: number; max: number; label: string; text: string }) {
  const share = max > 0 ? Math.min(1, Math.max(0, value / max)) : 1
  return (
    <div>
      <div className="txt-compact-xsmall text-ui-fg-subtle mb-1 flex justify-between gap-x-2" aria-hidden>
        <span>{label}</span>
        <span className="tabular-nums">{text}</span>
      </div>
      <div
        role="progressbar"
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.round(share * 100)}
        aria-valuetext={text}
        className="bg-ui-bg-switch-off h-1.5 w-full overflow-hidden rounded-full"
      >
        <div className="bg-ui-bg-interactive h-full rounded-full" style={{ width: `${share * 100}%` }} />
      </div>
    </div>
  )
}

function Change({ change }: { change: TierChangeView }) {
  const { t } = useTranslation("loyalty")
  const { dateTime } = useDates()
  const { from, to, reason, order_id, actor, at } = change
  const nameIn = useTierName()
  const nameOf = (tier: typeof from): string => (tier === null ? t("member.tier.none") : nameIn(tier))
  return (
    <div className="flex flex-col gap-y-0.5">
      <Text size="small" leading="compact">
        {t("member.tier.fromTo", { from: nameOf(from), to: nameOf(to) })}
      </Text>
      <Text size="xsmall" className="text-ui-fg-subtle">
        {t(`member.tier.reasons.${reason}`)}
        {reason === "by_staff" && (
          <>
            {" · "}
            <Actor actor={actor} />
          </>
        )}
        {order_id !== null && (
          <>
            {" · "}
            <OrderLink id={order_id} />
          </>
        )}
        {" · "}
        {dateTime(at)}
      </Text>
    </div>
  )
}

/** What a ladder measures, in its unit. */
function useMeasure(
  { measure }: TierProgressView,
  program: ProgramView | undefined,
): (value: number) => string {
  const { t } = useTranslation("loyalty")
  const money = useMoney()
  const points = usePoints(program)
  const { number } = useNumbers()
  return (value) => {
    switch (measure.by) {
      case "money_spent":
        return measure.currency_code === null ? number(value) : money(value, measure.currency_code)
      case "points_earned":
        return points.words(value)
      case "orders":
        return t("member.tier.orders", { count: value, text: number(value) })
    }
  }
}
