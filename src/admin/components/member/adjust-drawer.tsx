import { Form } from "@medusajs/dashboard/components"
import { Input, RadioGroup, Textarea, toast } from "@medusajs/ui"
import { useState } from "react"
import { useForm } from "react-hook-form"
import { useTranslation } from "react-i18next"
import { api } from "../../lib/api"
import { endOfDay } from "../../lib/days"
import { usePoints } from "../../lib/format"
import { newIdempotencyKey } from "../../lib/keys"
import { numberOf } from "../../lib/numbers"
import { useProgramOf } from "../../lib/program"
import { useChange } from "../../lib/queries"
import { adjustmentReasons } from "../../lib/reasons"
import type { AccountView, BalanceView } from "../../lib/types"
import { LastDayField } from "../day-field"
import { OptionalLabel } from "../fields"
import { FormDrawer } from "../form-dialog"
import { SelectField } from "../select-field"

interface AdjustDrawerProps {
  account: { id: string; program_id: string; balance: BalanceView }
  open: boolean
  onOpenChange: (open: boolean) => void
}

interface Values {
  direction: "give" | "take"
  points: string
  reason: string
  otherReason: string
  note: string
  expiresAt: Date | null
}

interface Adjustment {
  points: number
  reason: string
  note?: string
  expires_at?: string
}

const other = "other" as const
/** As the route has it. */
const reasonShape = /^[a-z][a-z0-9_]{1,49}$/

/** Gives or takes points by hand: how many, why, and until when they last. */
export function AdjustDrawer({ account, open, onOpenChange }: AdjustDrawerProps) {
  const { t } = useTranslation("loyalty")
  const program = useProgramOf(account.program_id)
  const points = usePoints(program)
  const precision = program?.precision ?? 0
  const timeZone = program?.time_zone ?? "utc"
  const [key, setKey] = useState(newIdempotencyKey)
  const form = useForm<Values>({
    defaultValues: {
      direction: "give",
      points: "",
      reason: "goodwill",
      otherReason: "",
      note: "",
      expiresAt: null,
    },
  })
  const direction = form.watch("direction")
  const reason = form.watch("reason")
  const result = resultOf(account.balance.available, direction, form.watch("points"), precision)
  const change = useChange((adjustment: Adjustment) =>
    api.post<{ account: AccountView }>(`/admin/loyalty/accounts/${account.id}/adjustments`, adjustment, {
      "Idempotency-Key": key,
    }),
  )

  const close = (isOpen: boolean) => {
    if (!isOpen) {
      form.reset()
      setKey(newIdempotencyKey())
    }
    onOpenChange(isOpen)
  }

  const submit = async (values: Values) => {
    const amount = numberOf(values.points) ?? 0
    const isGiven = values.direction === "give"
    const { account: after } = await change.mutateAsync({
      points: isGiven ? amount : -amount,
      reason: values.reason === other ? values.otherReason : values.reason,
      ...(values.note.trim() === "" ? {} : { note: values.note.trim() }),
      ...(isGiven && values.expiresAt !== null ? { expires_at: endOfDay(values.expiresAt, timeZone) } : {}),
    })
    toast.success(t(isGiven ? "member.adjustment.given" : "member.adjustment.taken"), {
      description: t("member.adjustment.after", { points: points.words(after.balance.available) }),
    })
  }

  return (
    <FormDrawer
      open={open}
      onOpenChange={close}
      form={form}
      onSubmit={submit}
      title={t("member.adjustment.title")}
      description={t("member.adjustment.present", { points: points.words(account.balance.available) })}
      submitLabel={t(direction === "give" ? "member.adjustment.give" : "member.adjustment.take")}
    >
      <Form.Field
        control={form.control}
        name="direction"
        render={({ field: { onChange, value, ref: _ref, ...field } }) => (
          <Form.Item>
            <Form.Label>{t("member.adjustment.direction")}</Form.Label>
            <Form.Control>
              <RadioGroup {...field} value={value} onValueChange={onChange} className="grid grid-cols-2">
                <RadioGroup.ChoiceBox
                  value="give"
                  label={t("member.adjustment.give")}
                  description={t("member.adjustment.giveDescription")}
                />
                <RadioGroup.ChoiceBox
                  value="take"
                  label={t("member.adjustment.take")}
                  description={t("member.adjustment.takeDescription")}
                />
              </RadioGroup>
            </Form.Control>
          </Form.Item>
        )}
      />
      <Form.Field
        control={form.control}
        name="points"
        rules={{
          validate: (text) => {
            const amount = numberOf(text)
            if (amount === null || amount <= 0) return t("member.adjustment.pointsNeeded")
            if (decimalsOf(amount) > precision) {
              return precision === 0
                ? t("member.adjustment.wholeOnly")
                : t("member.adjustment.whole", { count: precision })
            }
            return (
              direction === "give" ||
              amount <= account.balance.available ||
              t("member.adjustment.tooMany", { points: points.words(account.balance.available) })
            )
          },
        }}
        render={({ field }) => (
          <Form.Item>
            <Form.Label>{t("member.adjustment.points")}</Form.Label>
            <Form.Control>
              <Input {...field} inputMode="decimal" autoComplete="off" />
            </Form.Control>
            {result !== null && (
              <Form.Hint aria-live="polite">
                {t("member.adjustment.result", {
                  from: points.number(account.balance.available),
                  to: points.words(result),
                })}
              </Form.Hint>
            )}
            <Form.ErrorMessage />
          </Form.Item>
        )}
      />
      <SelectField
        control={form.control}
        name="reason"
        label={t("member.adjustment.reason")}
        options={[...adjustmentReasons, other].map((one) => ({
          value: one,
          label: t(`member.adjustment.reasons.${one}`),
        }))}
      />
      {reason === other && (
        <Form.Field
          control={form.control}
          name="otherReason"
          rules={{ validate: (text) => reasonShape.test(text) || t("member.adjustment.reasonShape") }}
          render={({ field }) => (
            <Form.Item>
              <Form.Label>{t("member.adjustment.otherReason")}</Form.Label>
              <Form.Control>
                <Input {...field} autoComplete="off" placeholder="data_migration" />
              </Form.Control>
              <Form.Hint>{t("member.adjustment.reasonShape")}</Form.Hint>
              <Form.ErrorMessage />
            </Form.Item>
          )}
        />
      )}
      <Form.Field
        control={form.control}
        name="note"
        rules={{ maxLength: { value: 1_000, message: t("member.adjustment.noteLength") } }}
        render={({ field }) => (
          <Form.Item>
            <OptionalLabel>{t("member.adjustment.note")}</OptionalLabel>
            <Form.Control>
              <Textarea {...field} />
            </Form.Control>
            <Form.Hint>{t("member.adjustment.noteHint")}</Form.Hint>
            <Form.ErrorMessage />
          </Form.Item>
        )}
      />
      {direction === "give" && (
        <LastDayField
          control={form.control}
          name="expiresAt"
          label={t("member.adjustment.expiresAt")}
          hint={t("member.adjustment.expiresHint")}
          timeZone={timeZone}
        />
      )}
    </FormDrawer>
  )
}

/** What would be available; null as long as nothing sensible is typed. */
function resultOf(
  available: number,
  direction: Values["direction"],
  text: string,
  precision: number,
): number | null {
  const amount = numberOf(text)
  if (amount === null || amount <= 0 || decimalsOf(amount) > precision) return null
  const result = available + (direction === "give" ? amount : -amount)
  return result < 0 ? null : Number(result.toFixed(precision))
}

const decimalsOf = (value: number): number => String(value).split(".")[1]?.length ?? 0
