import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { z } from "@medusajs/framework/zod"
import { lastDays, lengthOf, plusDays, type Days } from "../../../../modules/loyalty/domain/insight/period"
import { invalid } from "../../../../modules/loyalty/settings-units"
import { parse } from "../../../../modules/loyalty/validation"
import { overviewOf } from "../../../../workflows/overview"
import { loyaltyOf } from "../../../request"
import { overviewView } from "./view"

const daysMax = 366
const daysDefault = 30

/** Far enough from the ends of all calendars for the period before, and the day after. */
const date = z.iso.date().refine((day) => day >= "1970-01-01" && day < "9000-01-01", "is out of all years")

const query = z.object({
  program_id: z.string().min(1).max(100).optional(),
  from: date.optional(),
  to: date.optional(),
  currency_code: z
    .string()
    .length(3)
    .transform((code) => code.toLowerCase())
    .optional(),
})

/**
 * How a program does from one day of its time zone to another, both included, beside as many days before: the last 30 days, if
 * not given; at most 366. Orders are the whole store's in one currency: the program's first one, if not given.
 */
export async function GET(request: MedusaRequest, response: MedusaResponse): Promise<void> {
  const { program_id, from, to, currency_code: currencyCode } = parse(query, request.query)
  const loyalty = loyaltyOf(request)
  const program =
    program_id === undefined
      ? await loyalty.programForSalesChannel(null)
      : await loyalty.retrieveProgram(program_id)
  const days = daysFrom({ from, to }, program.terms.timeZone, new Date())
  const overview = overviewView(await overviewOf(request.scope, { program, days, currencyCode }))
  response.json({ overview })
}

/** Throws `invalid_request`, naming the end that is out of place. */
function daysFrom({ from, to }: Partial<Days>, timeZone: string, at: Date): Days {
  const last = to ?? lastDays(1, at, timeZone).to
  const days = { from: from ?? plusDays(last, 1 - daysDefault), to: last }
  const length = lengthOf(days)
  if (length < 1) throw invalid("from", `comes after the last day, ${days.to}`)
  if (length > daysMax) throw invalid("from", `is more than ${daysMax} days before the end of ${days.to}`)
  return days
}
