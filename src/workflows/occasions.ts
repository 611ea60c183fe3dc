import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { LOYALTY_MODULE } from "../modules/loyalty/constants"
import { daysSince, type LocalDay } from "../modules/loyalty/domain/occasions"
import type { ProgramRow } from "../modules/loyalty/persistence/program.schema"
import type LoyaltyModuleService from "../modules/loyalty/service"
import { occasionsOf, type Occasion } from "../modules/loyalty/services/occasions"
import type { ClockworkReport } from "./clockwork"
import { tellEvents } from "./member-events"
import { tellOfMissedMilestones } from "./milestones"

const membersPerBatch = 1_000

/**
 * Gives what comes round: each day of each program's time zone once, in order, also those that the clock missed. A day that
 * was begun and not finished is begun again: each member's event of the year is told once. What fails hides nothing behind
 * it. Also welcomes whom a lost event left out.
 */
export async function tellOfOccasions(container: MedusaContainer, at: Date): Promise<ClockworkReport> {
  const loyalty: LoyaltyModuleService = container.resolve(LOYALTY_MODULE)
  const total: ClockworkReport = { done: 0, failed: 0 }
  for (const program of await loyalty.listPrograms()) {
    const tried = async (work: () => Promise<number>): Promise<void> => {
      try {
        const done = await work()
        total.done += done
      } catch (error) {
        total.failed += 1
        container
          .resolve(ContainerRegistrationKeys.LOGGER)
          .error(`loyalty: what comes round in ${program.id} failed: ${(error as Error).message}`)
      }
    }
    await tried(() => welcome(container, program, at))
    await tried(() => tellOfDays(container, program, at, tried))
  }
  return total
}

/** Nothing beyond a day that failed counts as done, but it is done. */
async function tellOfDays(
  container: MedusaContainer,
  program: ProgramRow,
  at: Date,
  tried: (work: () => Promise<number>) => Promise<void>,
): Promise<number> {
  const loyalty: LoyaltyModuleService = container.resolve(LOYALTY_MODULE)
  const checkpoint = `occasions:${program.id}`
  const reached = await loyalty.checkpointReached(checkpoint)
  let isWhole = true
  for (const day of daysSince(reached, at, program.terms.timeZone)) {
    // Nobody is told of where no rule waited for it as the day began.
    const rules = await loyalty.rules.setAt(program.id, day.startsAt)
    const works = occasionsOf(rules).map((occasion) => () => tellOfDay(container, program, occasion, day, at))
    for (const work of [...works, () => tellOfMissedMilestones(container, program, rules, day, at)]) {
      let isDone = false
      await tried(async () => {
        const told = await work()
        isDone = true
        return told
      })
      isWhole &&= isDone
    }
    if (isWhole) await loyalty.advanceCheckpoint(checkpoint, day.startsAt)
  }
  return 0
}

async function welcome(container: MedusaContainer, program: ProgramRow, at: Date): Promise<number> {
  const loyalty: LoyaltyModuleService = container.resolve(LOYALTY_MODULE)
  const missed = await loyalty.occasions.unwelcomed(program.id, at, membersPerBatch)
  if (missed.length > 0) await tellEvents(container, program.id, missed, at)
  return missed.length
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
