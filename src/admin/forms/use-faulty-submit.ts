import { useTranslation } from "react-i18next"
import { ApiError, withoutField } from "../lib/api-error"
import type { Fault } from "./faults"
import type { useFaultsState } from "./field-frame"

/**
 * Sends a form unless it sees faults by itself, and puts the route's refusal at its field. What it rejects with says that there
 * are marked fields, or is the route's refusal where it names none.
 */
export function useFaultySubmit<Values>(
  state: ReturnType<typeof useFaultsState>,
  faultsOf: (values: Values) => Fault[],
  send: (values: Values) => Promise<void>,
): (values: Values) => Promise<void> {
  const { t } = useTranslation("loyalty")
  const mark = (faults: Fault[]): Error => {
    state.show(faults)
    focusFirstFault()
    return new Error(t("forms.check"))
  }
  return async (values) => {
    const faults = faultsOf(values)
    if (faults.length > 0) throw mark(faults)
    state.show([])
    try {
      await send(values)
    } catch (error) {
      if (!(error instanceof ApiError) || error.field === undefined) throw error
      const path = error.field.replace(/^settings\./, "")
      throw mark([{ path, key: null, message: withoutField(error.message) }])
    }
  }
}

/** Once it is marked. */
function focusFirstFault(): void {
  setTimeout(() => {
    document.querySelector<HTMLElement>("[aria-invalid='true']")?.focus()
  })
}
