import { Text } from "@medusajs/ui"
import { useTranslation } from "react-i18next"
import { Failed, Loading } from "../../../components/load-state"
import { Section } from "../../../components/section"
import { ChoiceField, TextField } from "../../../forms/inputs"
import { useMoney, usePoints } from "../../../lib/format"
import type { ProgramView } from "../../../lib/types"
import type { Example, Foreseen } from "./model/preview"

export interface ExampleForm {
  amount: string
  currency_code: string
}

interface LiveExampleProps {
  program: ProgramView
  value: ExampleForm
  onChange: (value: ExampleForm) => void
  /** Currencies that have a rate, before or after. */
  currencies: string[]
  foreseen: Foreseen
  retry: () => void
  isDirty: boolean
}

/** What one order earns and what points can pay of it: now, and with what was changed. */
export function LiveExample({ value, onChange, currencies, ...answer }: LiveExampleProps) {
  const { t } = useTranslation("loyalty")
  return (
    <Section title={t("settings.example.title")} description={t("settings.example.hint")}>
      <div className="grid grid-cols-2 gap-x-2 px-6 py-4">
        <TextField
          kind="number"
          label={t("settings.example.amount")}
          path="order.amount"
          value={value.amount}
          onChange={(amount) => {
            onChange({ ...value, amount })
          }}
        />
        {currencies.length > 0 && (
          <ChoiceField
            label={t("forms.field.currency_code")}
            path="order.currency_code"
            value={value.currency_code}
            onChange={(currency_code) => {
              onChange({ ...value, currency_code })
            }}
            options={currencies.map((code) => ({ value: code, label: code.toUpperCase() }))}
          />
        )}
      </div>
      <div aria-live="polite">
        <Answer {...answer} />
      </div>
    </Section>
  )
}

function Answer({
  foreseen,
  retry,
  program,
  isDirty,
}: Pick<LiveExampleProps, "foreseen" | "retry" | "program" | "isDirty">) {
  const { t } = useTranslation("loyalty")
  if (foreseen.state === "failed") return <Failed error={foreseen.error} retry={retry} />
  if (foreseen.state === "asking") return <Loading lines={4} />
  if (foreseen.state === "wrong") {
    return (
      <Text size="small" className="text-ui-fg-subtle px-6 py-4">
        {t("settings.example.wrong")}
      </Text>
    )
  }
  const { present, changed } = foreseen.preview.examples
  const differs = isDirty && JSON.stringify(present) !== JSON.stringify(changed)
  return (
    <div className="divide-y">
      {differs && (
        <Said title={t("settings.example.changed")}>
          <ExampleText example={changed} program={program} />
        </Said>
      )}
      <Said title={differs ? t("settings.example.present") : undefined} isFaint={differs}>
        <ExampleText example={present} program={program} />
      </Said>
      {isDirty && !differs && (
        <Text size="small" className="text-ui-fg-subtle px-6 py-4">
          {t("settings.example.same")}
        </Text>
      )}
    </div>
  )
}

function Said({
  title,
  isFaint = false,
  children,
}: React.PropsWithChildren<{ title?: string; isFaint?: boolean }>) {
  return (
    <div className="flex flex-col gap-y-1 px-6 py-4">
      {title && (
        <Text size="small" leading="compact" weight="plus">
          {title}
        </Text>
      )}
      <div className={isFaint ? "txt-small text-ui-fg-subtle" : "txt-small"}>{children}</div>
    </div>
  )
}

function ExampleText({ example, program }: { example: Example | null; program: ProgramView }) {
  const { t } = useTranslation("loyalty")
  const points = usePoints(program)
  const money = useMoney()
  if (example === null) return <p>{t("settings.example.noRate")}</p>
  const { currency_code: code } = example
  const earned = points.words(example.earn_points)
  return (
    <>
      <p>
        {example.earn_worth === null || example.earn_points === 0
          ? t("settings.example.earns", { amount: money(example.amount, code), points: earned })
          : t("settings.example.earnsWorth", {
              amount: money(example.amount, code),
              points: earned,
              worth: money(example.earn_worth, code),
            })}
      </p>
      {example.earn_points > 0 && (
        <p>
          {example.activates_after_days === 0
            ? t("settings.example.activatesAtOnce")
            : t("settings.example.activates", { count: example.activates_after_days })}{" "}
          {example.expires_after === null
            ? t("settings.example.neverExpires")
            : t("settings.example.expires", { count: example.expires_after })}
        </p>
      )}
      <p>
        {example.max_points === 0
          ? t("settings.example.noPaying")
          : t("settings.example.pays", {
              points: points.words(example.max_points),
              worth: money(example.max_points_worth, code),
              left: money(example.to_pay, code),
            })}
      </p>
    </>
  )
}

/** The same in one line, where the example itself is out of sight. Nothing where the order is not touched. */
export function ShortExample({ program, foreseen }: { program: ProgramView; foreseen: Foreseen }) {
  const { t } = useTranslation("loyalty")
  const points = usePoints(program)
  const money = useMoney()
  if (foreseen.state !== "known") return null
  const { present, changed } = foreseen.preview.examples
  if (present === null || changed === null) return null
  if (JSON.stringify(present) === JSON.stringify(changed)) return null
  return (
    <Text size="small" className="text-ui-fg-subtle">
      {t("settings.short", {
        amount: money(changed.amount, changed.currency_code),
        before: points.words(present.earn_points),
        after: points.words(changed.earn_points),
        paid: money(changed.max_points_worth, changed.currency_code),
      })}
    </Text>
  )
}
