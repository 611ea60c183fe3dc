import type { MedusaContainer } from "@medusajs/framework/types"
import { LOYALTY_MODULE } from "../modules/loyalty/constants"
import { daysSince, type LocalDay } from "../modules/loyalty/domain/occasions"
import type { ProgramRow } from "../modules/loyalty/persistence/program.schema"
import type LoyaltyModuleService from "../modules/loyalty/service"
import { occasionsOf, type Occasion } from "../modules/loyalty/services/occasions"
import { tellEvents } from "./member-events"
import { tellOfMissedMilestones } from "./milestones"

const membersPerBatch = 1_000

/**
 * Gives what comes round: each day of each program's time zone once, in order, also those that the clock missed. A day
 * that was begun and not finished is begun again: each member's event of the year is told once. Answers how many were told.
 */
export async function tellOfOccasions(container: MedusaContainer, at: Date): Promise<number> {
  const loyalty: LoyaltyModuleService = container.resolve(LOYALTY_MODULE)
  let told = 0
  for (const program of await loyalty.listPrograms()) {
    const checkpoint = `occasions:${program.id}`
    const reached = await loyalty.checkpointReached(checkpoint)
    for (const day of daysSince(reached, at, program.terms.timeZone)) {
      // Nobody is told of where no rule waited for it as the day began.
      const rules = await loyalty.rules.setAt(program.id, day.startsAt)
      for (const occasion of occasionsOf(rules))
        told += await tellOfDay(container, program, occasion, day, at)
      told += await tellOfMissedMilestones(container, program, rules, day, at)
      await loyalty.advanceCheckpoint(checkpoint, day.startsAt)
    }
  }
  return told
}

async function tellOfDay(
  container: MedusaContainer,
  program: ProgramRow,
  occasion: Occasion,
  day: LocalDay,
  at: Date,
): Promise<number> {
  const loyalty: LoyaltyModuleService = container.resolve(LOYALTY_MODULE)
  let told = 0
  for (let last = 0; ;) {
    const events = await loyalty.occasions.next(occasion, program, day, last, membersPerBatch)
    if (events.length > 0) await tellEvents(container, program.id, events, at)
    told += events.length
    last = events.at(-1)?.accountId ?? last
    if (events.length < membersPerBatch) return told
  }
}
