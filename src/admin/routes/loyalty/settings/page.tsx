import { defineRouteConfig } from "@medusajs/admin-sdk"
import { Badge, Button, Text, toast } from "@medusajs/ui"
import { useEffect, useMemo, useRef, useState, type Ref } from "react"
import { useTranslation } from "react-i18next"
import { Crumb } from "../../../components/crumb"
import { LoadState, Loading } from "../../../components/load-state"
import { Page } from "../../../components/page"
import { ProgramSelect } from "../../../components/program-select"
import { Row, Section } from "../../../components/section"
import { useUnsavedChanges } from "../../../components/unsaved-changes"
import { Faults, useFaultsState } from "../../../forms/field-frame"
import { useFaultySubmit } from "../../../forms/use-faulty-submit"
import { numberOf } from "../../../forms/values"
import { api } from "../../../lib/api"
import { withoutField } from "../../../lib/api-error"
import { useErrorText } from "../../../lib/errors"
import { useProgram } from "../../../lib/program"
import { useChange } from "../../../lib/queries"
import type { ProgramView } from "../../../lib/types"
import { ChangesDialog } from "./changes-dialog"
import { LiveExample, ShortExample, type ExampleForm } from "./live-example"
import { foreseenOf, type Foreseen, type Preview } from "./model/preview"
import {
  changesOfSettings,
  faultsOfSettings,
  settingsToForm,
  type SettingsChanges,
  type SettingsForm,
} from "./model/settings-form"
import { EarningSection, ProgramSection, RatesSection, RedemptionSection, ReturnsSection } from "./sections"
import { previewOf, usePreview, type ExampleOrder } from "./use-preview"

/** All settings of a program, with what they do to one order. */
export default function SettingsPage() {
  const { query, programs, program, choose } = useProgram()
  if (program === undefined) {
    return (
      <Page
        zone="loyalty.settings"
        main={
          <Page.Part id="LoyaltySettings">
            <LoadState query={query} lines={8}>
              {() => <Loading lines={8} />}
            </LoadState>
          </Page.Part>
        }
      />
    )
  }
  return (
    <Editor
      // Another program, or another version of it, is another form.
      key={`${program.id} ${program.version}`}
      program={program}
      select={<ProgramSelect programs={programs} value={program.id} onChange={choose} />}
    />
  )
}

function Editor({ program, select }: { program: ProgramView; select: React.ReactNode }) {
  const { t } = useTranslation("loyalty")
  const [form, setForm] = useState<SettingsForm>(() => settingsToForm(program))
  const [example, setExample] = useState<ExampleForm>(() => ({
    amount: "1000",
    currency_code: program.rates[0]?.currency_code ?? "",
  }))
  const faults = useFaultsState()
  const changes = useMemo(() => changesOfSettings(program, form), [program, form])
  const isDirty = Object.keys(changes).length > 0
  const isWhole = useMemo(() => faultsOfSettings(form).length === 0, [form])
  useUnsavedChanges(isDirty)
  const order = orderOf(example)
  const canBeAsked = isWhole && (order !== undefined || example.currency_code === "")
  const preview = usePreview(program.id, changes, order, canBeAsked)
  const foreseen = foreseenOf(preview, canBeAsked)
  useLiveFault(preview.error, faults)
  const saving = useSaving(program, faults)
  const reviewButton = useRef<HTMLButtonElement>(null)

  const change = (part: Partial<SettingsForm>) => {
    setForm((before) => ({ ...before, ...part }))
  }
  const currencies = [...new Set(form.rates.map((rate) => rate.currency_code))].filter((code) => code !== "")
  return (
    <Faults state={faults}>
      <Page
        zone="loyalty.settings"
        title={t("common.menu.settings")}
        description={t("settings.description")}
        actions={select}
        main={
          <>
            <Page.Part id="LoyaltySettingsRates">
              <RatesSection form={form} onChange={change} />
            </Page.Part>
            <Page.Part id="LoyaltySettingsEarning">
              <EarningSection form={form} onChange={change} />
            </Page.Part>
            <Page.Part id="LoyaltySettingsRedemption">
              <RedemptionSection form={form} onChange={change} />
            </Page.Part>
            <Page.Part id="LoyaltySettingsReturns">
              <ReturnsSection form={form} onChange={change} />
            </Page.Part>
            <Page.Part id="LoyaltySettingsProgram">
              <ProgramSection form={form} onChange={change} />
            </Page.Part>
          </>
        }
        side={
          <>
            <Page.Part id="LoyaltySettingsExample">
              <LiveExample
                program={program}
                value={example}
                onChange={setExample}
                currencies={currencies}
                foreseen={foreseen}
                retry={() => void preview.refetch()}
                isDirty={isDirty}
              />
            </Page.Part>
            <Page.Part id="LoyaltySettingsFixed">
              <Fixed program={program} />
            </Page.Part>
          </>
        }
      />
      {isDirty && (
        <SaveBar
          program={program}
          foreseen={foreseen}
          problem={saving.problem}
          isBusy={saving.isAsking}
          reviewButton={reviewButton}
          onSave={() => void saving.ask(form)}
          onReset={() => {
            faults.show([])
            setForm(settingsToForm(program))
          }}
        />
      )}
      {saving.preview && (
        <ChangesDialog
          program={program}
          preview={saving.preview}
          isSaving={saving.isSaving}
          onConfirm={() => void saving.confirm(form)}
          onCancel={saving.cancel}
          returnFocus={() => {
            // What was refused after all has to be mended first.
            const fault = document.querySelector<HTMLElement>("[aria-invalid='true']")
            ;(fault ?? reviewButton.current)?.focus()
          }}
        />
      )}
    </Faults>
  )
}

/** First what would change is asked and shown; then it is written. */
function useSaving(program: ProgramView, faults: ReturnType<typeof useFaultsState>) {
  const { t } = useTranslation("loyalty")
  const errorText = useErrorText()
  const [preview, setPreview] = useState<Preview | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const [isAsking, setAsking] = useState(false)
  const save = useChange((body: SettingsChanges) => api.post(`/admin/loyalty/programs/${program.id}`, body))
  const bodyOf = (form: SettingsForm): SettingsChanges => changesOfSettings(program, form)
  const foresee = useFaultySubmit(faults, faultsOfSettings, async (form: SettingsForm) => {
    setPreview(await previewOf(program.id, bodyOf(form)))
  })
  const write = useFaultySubmit(faults, faultsOfSettings, async (form: SettingsForm) => {
    await save.mutateAsync(bodyOf(form))
    toast.success(t("forms.saved"))
  })
  const attempt = async (work: Promise<void>) => {
    setProblem(null)
    try {
      await work
    } catch (error) {
      setProblem(errorText(error))
    }
  }
  return {
    preview,
    problem,
    isAsking,
    isSaving: save.isPending,
    ask: async (form: SettingsForm) => {
      setAsking(true)
      await attempt(foresee(form))
      setAsking(false)
    },
    confirm: async (form: SettingsForm) => {
      await attempt(write(form))
      setPreview(null)
    },
    cancel: () => {
      setPreview(null)
    },
  }
}

/** What the route would refuse is marked while it is typed. */
function useLiveFault(
  error: ReturnType<typeof usePreview>["error"],
  { show }: ReturnType<typeof useFaultsState>,
): void {
  useEffect(() => {
    if (error?.field === undefined) return
    const path = error.field.replace(/^settings\./, "")
    show([{ path, key: null, message: withoutField(error.message) }])
  }, [error, show])
}

function orderOf({ amount, currency_code }: ExampleForm): ExampleOrder | undefined {
  const value = numberOf(amount)
  return value === null || value <= 0 || currency_code === "" ? undefined : { amount: value, currency_code }
}

interface SaveBarProps {
  program: ProgramView
  foreseen: Foreseen
  problem: string | null
  isBusy: boolean
  reviewButton: Ref<HTMLButtonElement>
  onSave: () => void
  onReset: () => void
}

function SaveBar({ program, foreseen, problem, isBusy, reviewButton, onSave, onReset }: SaveBarProps) {
  const { t } = useTranslation("loyalty")
  return (
    <div
      role="region"
      aria-label={t("settings.unsaved")}
      className="bg-ui-bg-base shadow-elevation-flyout sticky bottom-3 z-10 mt-3 flex flex-wrap items-center justify-between gap-3 rounded-lg px-6 py-3"
    >
      <div>
        <Text size="small" weight="plus">
          {t("settings.unsaved")}
        </Text>
        <ShortExample program={program} foreseen={foreseen} />
        {problem !== null && (
          <Text size="small" role="alert" className="text-ui-fg-error">
            {problem}
          </Text>
        )}
      </div>
      <div className="flex gap-x-2">
        <Button size="small" variant="secondary" onClick={onReset}>
          {t("settings.reset")}
        </Button>
        <Button ref={reviewButton} size="small" isLoading={isBusy} onClick={onSave}>
          {t("settings.review")}
        </Button>
      </div>
    </div>
  )
}

/** What only the store's configuration says, and only once. */
function Fixed({ program }: { program: ProgramView }) {
  const { t } = useTranslation("loyalty")
  return (
    <Section title={t("settings.fixed.title")} description={t("settings.fixed.hint")}>
      <Row title={t("settings.fixed.handle")}>
        <Badge size="2xsmall">{program.handle}</Badge>
      </Row>
      <Row title={t("settings.fixed.precision")}>{program.precision}</Row>
      <Row title={t("settings.fixed.version")}>{program.version}</Row>
    </Section>
  )
}

export const config = defineRouteConfig({ label: "common.menu.settings", translationNs: "loyalty", rank: 5 })

export const handle = { breadcrumb: () => <Crumb name="common.menu.settings" /> }
