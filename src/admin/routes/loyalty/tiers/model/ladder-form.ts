import { faultsOfNumber, type Fault } from "../../../../forms/faults"
import { numberOrText, numberText } from "../../../../forms/values"
import type { LadderSettings } from "./types"

export const measures = ["points_earned", "money_spent", "orders"] as const
export const windowKinds = ["months", "days", "calendar_year", "since_joining"] as const
export const locks = ["none", "period", "next_period"] as const

export interface LadderForm {
  by: string
  includes_events: boolean
  currency_code: string
  counts_when: string
  window: string
  /** Of a window that rolls, in its days or months. */
  length: string
  grace_days: string
  downgrade: string
  lock: string
}

export const blankLadder: LadderForm = {
  by: "money_spent",
  includes_events: false,
  currency_code: "",
  counts_when: "paid",
  window: "months",
  length: "12",
  grace_days: "0",
  downgrade: "to_measure",
  lock: "none",
}

export function ladderToForm({ qualification, window, ...ladder }: LadderSettings): LadderForm {
  const rolls = window.code === "rolling"
  return {
    by: qualification.by,
    includes_events: "includes_events" in qualification && qualification.includes_events,
    currency_code: "currency_code" in qualification ? qualification.currency_code : "",
    counts_when: ladder.counts_when,
    window: rolls ? ("days" in window ? "days" : "months") : window.code,
    length: rolls ? numberText("days" in window ? window.days : window.months) : "",
    grace_days: numberText(ladder.grace_days),
    downgrade: ladder.downgrade,
    lock: ladder.lock,
  }
}

export function ladderOfForm(form: LadderForm): LadderSettings {
  const settings = {
    qualification: qualificationOf(form),
    window: isRolling(form)
      ? { code: "rolling", [form.window]: numberOrText(form.length) }
      : { code: form.window },
    counts_when: form.counts_when,
    grace_days: numberOrText(form.grace_days),
    downgrade: form.downgrade,
    lock: form.lock,
  }
  return settings as LadderSettings
}

export const isRolling = ({ window }: LadderForm): boolean => window === "days" || window === "months"

export function faultsOfLadder(form: LadderForm): Fault[] {
  return [
    ...(form.by === "money_spent" && form.currency_code === ""
      ? [{ path: "qualification.currency_code", key: "missing" } as const]
      : []),
    ...(isRolling(form) ? faultsOfNumber(form.length, `window.${form.window}`, { whole: true }) : []),
    ...faultsOfNumber(form.grace_days, "grace_days", { whole: true }),
  ]
}

function qualificationOf({ by, includes_events, currency_code }: LadderForm): object {
  if (by === "points_earned") return { by, includes_events }
  return by === "money_spent" ? { by, currency_code } : { by }
}
