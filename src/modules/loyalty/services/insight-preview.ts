import { exampleOf, type Example, type ExampleOrder } from "../domain/insight/example"
import type { ProgramRow } from "../persistence/program.schema"
import { changesBetween, type SettingChange } from "../program-changes"
import { programWith, type ProgramSettings } from "../program-settings"
import { findCurrency, invalid } from "../settings-units"
import type { InsightFigures, Owed } from "./insight-figures"
import type { Programs } from "./programs"

/** A round order, where nobody says which. */
const usualAmount = "1000"

export interface SettingsPreview {
  order: ExampleOrder | null
  present: { program: ProgramRow; example: Example | null }
  changed: { program: ProgramRow; example: Example | null }
  changes: SettingChange[]
  touched: Owed & { openRedemptions: number }
}

/** What other settings would make of a program. Nothing is written. */
export class InsightPreview {
  private readonly programs: Programs
  private readonly insightFigures: InsightFigures

  constructor(cradle: { programs: Programs; insightFigures: InsightFigures }) {
    this.programs = cradle.programs
    this.insightFigures = cradle.insightFigures
  }

  /** Throws `program_not_found`, and `invalid_request` naming the field, as the settings themselves would. */
  async of(programId: string, settings: ProgramSettings, wanted?: ExampleOrder): Promise<SettingsPreview> {
    const program = await this.programs.retrieve(programId)
    const changed = programWith(settings, program)
    const order = wanted ?? usualOrder(changed, program)
    if (order !== null && findCurrency(order.currencyCode) === null)
      throw invalid("order.currency_code", `${order.currencyCode} is no known currency`)
    const example = ({ terms }: ProgramRow): Example | null =>
      order === null ? null : countable(() => exampleOf(order, terms))
    return {
      order,
      present: { program, example: example(program) },
      changed: { program: changed, example: example(changed) },
      changes: changesBetween(program, changed),
      touched: {
        ...(await this.insightFigures.owed(programId)),
        openRedemptions: await this.insightFigures.openRedemptions(programId),
      },
    }
  }
}

/** In the first currency that the program is going to have, or has. */
function usualOrder(...programs: ProgramRow[]): ExampleOrder | null {
  const [rate] = programs.flatMap(({ terms }) => terms.rates)
  return rate === undefined ? null : { amount: usualAmount, currencyCode: rate.currencyCode, taxPercent: "0" }
}

function countable<Result>(work: () => Result): Result {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    throw invalid("order.amount", "is about more points than can be counted")
  }
}
