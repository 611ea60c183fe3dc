import { Form } from "@medusajs/dashboard/components"
import { Input, toast } from "@medusajs/ui"
import { useForm } from "react-hook-form"
import { useTranslation } from "react-i18next"
import { api } from "../../lib/api"
import { useDates } from "../../lib/format"
import { useChange } from "../../lib/queries"
import { FormDrawer } from "../form-dialog"
import { SelectField } from "../select-field"

export interface Birthday {
  month: number
  day: number
}

interface BirthdayDrawerProps {
  accountId: string
  birthday: Birthday | null
  onClose: () => void
}

interface Values {
  /** "1" to "12", or `none`. */
  month: string
  day: string
}

const none = "none"
const months = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12"]

/** In a leap year, for those born on the 29th of February. */
export function dayOfYear({ month, day }: Birthday): string {
  return `2000-${String(month).padStart(2, "0")}-${String(day).padStart(2, "0")}`
}

/** Writes down a member's birthday, or forgets it; mount it to open it. */
export function BirthdayDrawer({ accountId, birthday, onClose }: BirthdayDrawerProps) {
  const { t } = useTranslation("loyalty")
  const { day: dayText } = useDates()
  const form = useForm<Values>({
    defaultValues: { month: String(birthday?.month ?? none), day: String(birthday?.day ?? "") },
  })
  const month = form.watch("month")
  const save = useChange((body: { birthday: Birthday | null }) =>
    api.post(`/admin/loyalty/accounts/${accountId}/profile`, body),
  )
  const submit = async (values: Values) => {
    const isNone = values.month === none
    await save.mutateAsync({
      birthday: isNone ? null : { month: Number(values.month), day: Number(values.day) },
    })
    toast.success(t("forms.saved"))
  }
  return (
    <FormDrawer
      open
      onOpenChange={onClose}
      form={form}
      onSubmit={submit}
      title={t("member.birthday")}
      description={t("member.setBirthday.description")}
    >
      <div className="grid grid-cols-2 gap-4">
        <SelectField
          control={form.control}
          name="month"
          label={t("member.setBirthday.month")}
          options={[
            { value: none, label: t("member.setBirthday.unknown") },
            ...months.map((one) => ({
              value: one,
              label: dayText(dayOfYear({ month: Number(one), day: 1 }), { month: "long" }),
            })),
          ]}
        />
        {month !== none && (
          <Form.Field
            control={form.control}
            name="day"
            rules={{
              validate: (text, values) =>
                isDayOf(Number(values.month), text) || t("member.setBirthday.noSuchDay"),
            }}
            render={({ field }) => (
              <Form.Item>
                <Form.Label>{t("member.setBirthday.day")}</Form.Label>
                <Form.Control>
                  <Input {...field} inputMode="numeric" autoComplete="off" />
                </Form.Control>
                <Form.ErrorMessage />
              </Form.Item>
            )}
          />
        )}
      </div>
    </FormDrawer>
  )
}

/** The 29th of February is one. */
function isDayOf(month: number, text: string): boolean {
  const day = Number(text)
  if (!/^\d{1,2}$/.test(text.trim()) || day < 1) return false
  return new Date(Date.UTC(2000, month - 1, day)).getUTCMonth() === month - 1
}
