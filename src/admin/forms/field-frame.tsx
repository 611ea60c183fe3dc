import { Hint, Label, Text, clx } from "@medusajs/ui"
import {
  createContext,
  useContext,
  useEffect,
  useId,
  useMemo,
  useRef,
  useState,
  type PropsWithChildren,
  type ReactNode,
} from "react"
import { useTranslation } from "react-i18next"
import { concerns, type Fault } from "./faults"
import { faultText } from "./fault-text"

interface FaultsState {
  faults: readonly Fault[]
  show: (faults: readonly Fault[]) => void
  /** What is changed is looked at anew when it is sent. */
  clear: (path: string) => void
}

const FaultsContext = createContext<FaultsState>({ faults: [], show: () => {}, clear: () => {} })

/** The faults of a form, by the names that routes have for its fields. */
export function useFaultsState(): FaultsState {
  const [faults, setFaults] = useState<readonly Fault[]>([])
  return useMemo(
    () => ({
      faults,
      show: setFaults,
      clear: (path) => {
        setFaults((before) => {
          const left = before.filter((one) => !concerns(one.path, path))
          return left.length === before.length ? before : left
        })
      },
    }),
    [faults],
  )
}

export function Faults({ state, children }: PropsWithChildren<{ state: FaultsState }>) {
  return <FaultsContext.Provider value={state}>{children}</FaultsContext.Provider>
}

export const useFaults = (): FaultsState => useContext(FaultsContext)

/** What is said at the field; null where nothing is. */
export function useFaultAt(path: string, { exactly = false } = {}): string | null {
  const { t, i18n } = useTranslation("loyalty")
  const { faults } = useFaults()
  const found = faults.find((one) => (exactly ? one.path === path : concerns(one.path, path)))
  return found === undefined ? null : faultText(found, t, i18n.resolvedLanguage ?? "en")
}

/** What ties an input to its label, its hint and its fault. */
export interface Control {
  id: string
  "aria-invalid": boolean
  "aria-describedby": string | undefined
}

interface FieldFrameProps {
  label: ReactNode
  /** The name that routes have for the field. */
  path: string
  hint?: ReactNode
  isOptional?: boolean
  /** Of a group of inputs, which has a name of its own. */
  isGroup?: boolean
  className?: string
  children: (control: Control) => ReactNode
}

/**
 * An input that is focused because it is wrong is scrolled so far that what is said below it is clear of a bar at the bottom of
 * the page, and of the hint between them.
 */
const clearOfBars = "scroll-mb-44 [&_[aria-invalid=true]]:scroll-mb-60"

/**
 * Beside other fields of a grid it takes two rows of it, one for the label and one for the rest: so inputs stand at one height
 * also where a label wraps. Not where a column of several fields stands beside it, which has no label to be as high as.
 * Anywhere else than in a grid these say nothing.
 */
const rowsOfGrid = "[&:not(:has(~.flex-col))]:row-span-2 [&:not(:has(~.flex-col))]:grid-rows-subgrid"

/** A field with its label above, and below it what it means or what is wrong with it. */
export function FieldFrame({ label, path, hint, isOptional, isGroup, className, children }: FieldFrameProps) {
  const { t } = useTranslation("loyalty")
  const id = useId()
  const fault = useFaultAt(path)
  const described = [hint ? `${id}-hint` : "", fault === null ? "" : `${id}-fault`].filter(
    (one) => one !== "",
  )
  const frame = useRef<HTMLDivElement>(null)
  useEffect(() => {
    // The route may find a fault while one still types.
    if (fault !== null && frame.current?.contains(document.activeElement)) {
      frame.current.scrollIntoView({ block: "nearest" })
    }
  }, [fault])
  const control: Control = {
    id,
    "aria-invalid": fault !== null,
    "aria-describedby": described.length === 0 ? undefined : described.join(" "),
  }
  const title = (
    <>
      {label}
      {isOptional && <span className="text-ui-fg-subtle font-normal"> ({t("common.form.optional")})</span>}
    </>
  )
  return (
    <div
      ref={frame}
      className={clx("grid min-w-0 grid-cols-1 content-start gap-y-1.5", rowsOfGrid, clearOfBars, className)}
      {...(isGroup
        ? { role: "group", "aria-labelledby": `${id}-label`, "aria-describedby": control["aria-describedby"] }
        : {})}
    >
      {isGroup ? (
        <Text as="span" size="small" leading="compact" weight="plus" className="self-end" id={`${id}-label`}>
          {title}
        </Text>
      ) : (
        <Label size="small" weight="plus" className="self-end" htmlFor={id}>
          {title}
        </Label>
      )}
      <div className="flex min-w-0 flex-col gap-y-1.5">
        {children(control)}
        {hint && (
          <Hint id={`${id}-hint`} className="text-ui-fg-subtle">
            {hint}
          </Hint>
        )}
        {fault !== null && (
          <Hint variant="error" id={`${id}-fault`}>
            {fault}
          </Hint>
        )}
      </div>
    </div>
  )
}
