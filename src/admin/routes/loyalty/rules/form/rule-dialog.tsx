import { toast } from "@medusajs/ui"
import { useForm, useWatch, type Control } from "react-hook-form"
import { useTranslation } from "react-i18next"
import { FormModal } from "../../../../components/form-dialog"
import { Faults, useFaultsState } from "../../../../forms/field-frame"
import { useFaultySubmit } from "../../../../forms/use-faulty-submit"
import { api } from "../../../../lib/api"
import { useChange } from "../../../../lib/queries"
import type { ProgramView } from "../../../../lib/types"
import {
  blankRule,
  changesOfRule,
  faultsOfRule,
  ruleOfForm,
  ruleToForm,
  type RuleForm,
} from "../model/rule-form"
import { sayRule } from "../model/say-rule"
import type { Rule, RuleConfig } from "../model/types"
import { useWords } from "../use-words"
import { Part, RuleFields } from "./rule-fields"

interface RuleDialogProps {
  program: ProgramView
  /** Null: a new one. */
  rule: Rule | null
  onClose: () => void
  onSaved?: (rule: Rule) => void
}

/** Writes a rule, new or as it is; mount it to open it. */
export function RuleDialog({ program, rule, onClose, onSaved }: RuleDialogProps) {
  const { t } = useTranslation("loyalty")
  const form = useForm<RuleForm>({ defaultValues: rule === null ? blankRule() : ruleToForm(rule) })
  const faults = useFaultsState()
  const save = useChange((body: Partial<RuleConfig>) =>
    rule === null
      ? api.post<{ rule: Rule }>("/admin/loyalty/rules", { ...body, program_id: program.id })
      : api.post<{ rule: Rule }>(`/admin/loyalty/rules/${rule.id}`, body),
  )
  const submit = useFaultySubmit(faults, faultsOfRule, async (values: RuleForm) => {
    const body = rule === null ? ruleOfForm(values) : changesOfRule(rule, values)
    const answer = await save.mutateAsync(body)
    toast.success(t("forms.saved"))
    onSaved?.(answer.rule)
  })
  return (
    <FormModal
      open
      onOpenChange={onClose}
      title={rule === null ? t("rules.create") : t("rules.edit")}
      description={rule === null ? t("rules.createHint") : t("rules.editHint")}
      form={form}
      onSubmit={submit}
    >
      <Faults state={faults}>
        <RuleFields control={form.control} timeZone={program.time_zone} />
        <InWords control={form.control} program={program} />
      </Faults>
    </FormModal>
  )
}

/** What the form says by now, in sentences; nothing while something is missing. */
function InWords({ control, program }: { control: Control<RuleForm>; program: ProgramView }) {
  const { t } = useTranslation("loyalty")
  const values = useWatch({ control }) as RuleForm
  // What has no name yet is no fault of the sentences.
  const isWhole = faultsOfRule(values).every(({ path }) => path === "name")
  const rule = isWhole ? ruleOfForm(values) : null
  const words = useWords(program, rule === null ? [] : [rule.conditions])
  return (
    <Part title={t("rules.inWords")}>
      <div aria-live="polite" className="txt-small text-ui-fg-subtle flex flex-col gap-y-1">
        {rule === null
          ? t("rules.notWhole")
          : sayRule(rule, words).map((sentence) => <p key={sentence}>{sentence}</p>)}
      </div>
    </Part>
  )
}
