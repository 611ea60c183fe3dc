import { Prompt, Text } from "@medusajs/ui"
import { DateTime } from "luxon"
import { useTranslation } from "react-i18next"
import { useLocale, useMoney, useNumbers, usePoints } from "../../../lib/format"
import type { ProgramView } from "../../../lib/types"
import type { Affects, Preview, SettingChange } from "./model/preview"
import { sayPath, sayValue, sayWorth, type ChangeWords } from "./model/say-change"

interface ChangesDialogProps {
  program: ProgramView
  preview: Preview
  isSaving: boolean
  onConfirm: () => void
  onCancel: () => void
  /** Puts the focus where it belongs once the dialog is gone. */
  returnFocus: () => void
}

const order: Affects[] = ["balances", "members", "new_orders", "open_carts", "nothing"]

/** What is about to change, and what each change reaches, before it is written. */
export function ChangesDialog({
  program,
  preview,
  isSaving,
  onConfirm,
  onCancel,
  returnFocus,
}: ChangesDialogProps) {
  const { t } = useTranslation("loyalty")
  const words = useChangeWords(program)
  const groups = order
    .map((affects) => ({ affects, changes: preview.changes.filter((one) => one.affects === affects) }))
    .filter(({ changes }) => changes.length > 0)
  return (
    <Prompt
      open
      variant="confirmation"
      // By Escape or by its button.
      onOpenChange={(open) => {
        if (!open && !isSaving) onCancel()
      }}
    >
      <Prompt.Content
        className="max-h-[85vh] max-w-[560px] overflow-y-auto"
        onCloseAutoFocus={(event) => {
          // The button that opened it was disabled while the changes were asked for, so the dialog has not seen it focused.
          event.preventDefault()
          returnFocus()
        }}
      >
        <Prompt.Header>
          <Prompt.Title>{t("settings.confirm.title")}</Prompt.Title>
          <Prompt.Description>{t("settings.confirm.description")}</Prompt.Description>
        </Prompt.Header>
        <div className="flex flex-col gap-y-5 px-6 pt-4">
          {groups.map(({ affects, changes }) => (
            <section key={affects} aria-label={t(`settings.affects.${affects}`)}>
              <Text size="small" weight="plus">
                {t(`settings.affects.${affects}`)}
              </Text>
              <Text size="small" className="text-ui-fg-subtle">
                <Touched affects={affects} touched={preview.touched} words={words} />
              </Text>
              <ul className="mt-2 flex flex-col gap-y-2">
                {changes.map((change) => (
                  <Change key={change.path} change={change} touched={preview.touched} words={words} />
                ))}
              </ul>
            </section>
          ))}
        </div>
        <Prompt.Footer>
          <Prompt.Cancel type="button" disabled={isSaving}>
            {t("common.actions.cancel")}
          </Prompt.Cancel>
          <Prompt.Action
            type="button"
            disabled={isSaving}
            onClick={(event) => {
              // It closes once the route has answered.
              event.preventDefault()
              onConfirm()
            }}
          >
            {t("common.actions.save")}
          </Prompt.Action>
        </Prompt.Footer>
      </Prompt.Content>
    </Prompt>
  )
}

/** What a setting was and will be, and what that makes of the points that members have. */
function Change({
  change,
  touched,
  words,
}: {
  change: SettingChange
  touched: Preview["touched"]
  words: ChangeWords
}) {
  const { t } = useTranslation("loyalty")
  const { path, from, to } = change
  const worth = sayWorth(change, touched, words)
  return (
    <li className="bg-ui-bg-subtle rounded-md px-3 py-2">
      <Text size="small" leading="compact" weight="plus">
        {sayPath(path, words)}
      </Text>
      <Text size="small" className="break-words">
        <Becomes from={sayValue(path, from, words)} to={sayValue(path, to, words)} />
      </Text>
      {worth !== null && (
        <Text size="small" className="break-words">
          <span className="text-ui-fg-subtle">{t("settings.confirm.all", { points: worth.points })} </span>
          <Becomes from={worth.from} to={worth.to} />
        </Text>
      )}
    </li>
  )
}

function Becomes({ from, to }: { from: string; to: string }) {
  const { t } = useTranslation("loyalty")
  return (
    <>
      <span className="text-ui-fg-subtle">{from}</span>
      <span aria-hidden> → </span>
      <span className="sr-only"> {t("settings.confirm.becomes")} </span>
      <span>{to}</span>
    </>
  )
}

/** How much there is for the changes to reach. */
function Touched({
  affects,
  touched,
  words,
}: {
  affects: Affects
  touched: Preview["touched"]
  words: ChangeWords
}) {
  const { t } = useTranslation("loyalty")
  const { number } = useNumbers()
  switch (affects) {
    case "balances":
      return (
        <>
          {t("settings.touched.balances", {
            available: words.points(touched.available_points),
            pending: words.points(touched.pending_points),
            count: touched.members,
          })}
        </>
      )
    case "members":
      return <>{t("settings.touched.members", { number: number(touched.members) })}</>
    case "open_carts":
      return touched.open_redemptions === 0 ? (
        <>{t("settings.touched.noCarts")}</>
      ) : (
        <>{t("settings.touched.open_carts", { count: touched.open_redemptions })}</>
      )
    case "new_orders":
      return <>{t("settings.touched.new_orders")}</>
    case "nothing":
      return <>{t("settings.touched.nothing")}</>
  }
}

function useChangeWords(program: ProgramView): ChangeWords {
  const { t } = useTranslation("loyalty")
  const locale = useLocale()
  const points = usePoints(program)
  const money = useMoney()
  return {
    t: (key, values) => t(key, values),
    locale,
    points: points.words,
    money,
    moment: (iso) =>
      DateTime.fromISO(iso, { zone: program.time_zone, locale }).toLocaleString(DateTime.DATETIME_MED),
  }
}
