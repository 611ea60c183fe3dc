import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { LOYALTY_MODULE } from "../modules/loyalty/constants"
import type { OrderTotals } from "../modules/loyalty/domain/insight/orders"
import { boundsOf, datesOf, daysBefore, lengthOf, type Days } from "../modules/loyalty/domain/insight/period"
import type { ProgramRow } from "../modules/loyalty/persistence/program.schema"
import type LoyaltyModuleService from "../modules/loyalty/service"
import type { MembersMoved, Owed, PointsMoved } from "../modules/loyalty/services/insight-figures"
import { findCurrency, invalid, type Currency } from "../modules/loyalty/settings-units"
import { orderFigures } from "./order-figures"

export interface OverviewRequest {
  program: ProgramRow
  days: Days
  /** The program's first one, or the store's own, if not given. */
  currencyCode: string | undefined
}

export interface PeriodFigures extends Days {
  /** Day by day. */
  moved: PointsMoved[]
  members: MembersMoved
  orders: OrderTotals | null
}

export interface ProgramOverview {
  program: ProgramRow
  currency: Currency
  dates: string[]
  present: PeriodFigures
  previous: PeriodFigures
  owed: Owed
}

/** How the program does in a period, the one before it, and now. Throws `invalid_request` for letters that are no currency. */
export async function overviewOf(
  container: MedusaContainer,
  { program, days, currencyCode }: OverviewRequest,
): Promise<ProgramOverview> {
  const loyalty: LoyaltyModuleService = container.resolve(LOYALTY_MODULE)
  const { figures } = loyalty.insight
  const code = currencyCode ?? program.terms.rates.at(0)?.currencyCode ?? (await storeCurrency(container))
  const currency = findCurrency(code)
  if (currency === null) throw invalid("currency_code", `${code} is no known currency`)

  const before = daysBefore(days)
  const bounds = boundsOf({ from: before.from, to: days.to }, program.terms.timeZone)
  const [start, middle, end] = [0, lengthOf(before), bounds.length - 1].map((index) => bounds[index])
  const moved = await figures.pointsMoved(program.id, bounds)
  const ofPeriod = async (
    period: Days,
    from: Date,
    to: Date,
    spans: PointsMoved[],
  ): Promise<PeriodFigures> => ({
    ...period,
    moved: spans,
    members: await figures.membersMoved(program.id, from, to),
    orders: await orderFigures(
      container,
      { from, to, currencyCode: currency.code, decimalDigits: currency.decimalDigits },
      (orderIds) => figures.ordersWithPoints(program.id, orderIds),
    ),
  })
  return {
    program,
    currency,
    dates: datesOf(days),
    present: await ofPeriod(days, middle, end, moved.slice(lengthOf(before))),
    previous: await ofPeriod(before, start, middle, moved.slice(0, lengthOf(before))),
    owed: await figures.owed(program.id),
  }
}

async function storeCurrency(container: MedusaContainer): Promise<string> {
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const { data } = await query.graph({
    entity: "store",
    fields: ["supported_currencies.currency_code", "supported_currencies.is_default"],
  })
  const [store] = data as unknown as {
    supported_currencies?: { currency_code: string; is_default: boolean }[]
  }[]
  const currencies = store?.supported_currencies ?? []
  const usual = currencies.find(({ is_default }) => is_default) ?? currencies.at(0)
  if (usual === undefined) throw invalid("currency_code", "has to be named")
  return usual.currency_code
}
