import fc from "fast-check"
import { describeShop } from "../../helpers/medusa"
import { Points } from "../../helpers/points"
import { howMany, patienceMs, state } from "../how-much"
import { activationDay, courseNames, type Life, live, type Lived, livesThat } from "./lives"
import { MuddledEvents } from "./muddled-events"
import { outcomeOf, type Outcome } from "./outcome"

const livesOfACourse = howMany(1)

describeShop("an order of which the shop is told late, twice, out of turn or never", (store) => {
  const points = new Points(store)
  const told = { lives: 0, lost: 0, doubled: 0, delayed: 0, delivered: 0 }

  afterAll(() =>
    state(
      `Events: ${told.lives} lives, each on a good day and on a muddled one; of the muddled events ${told.lost} ` +
        `were lost, ${told.doubled} doubled, ${told.delayed} delayed and ${told.delivered} delivered.`,
    ),
  )

  /** The jobs that make up for what no event told of, and those that the days bring. */
  const turnTheClock = async (): Promise<void> => {
    for (const [job, at] of [["reconcile"], ["activate", activationDay()], ["reconcile"]] as const) {
      expect(await points.run(job, at)).toMatchObject({ failed: 0 })
    }
  }

  const wellBehaved = async (life: Life): Promise<[Lived, Outcome]> => {
    const lived = await live(store, life, () => undefined)
    await turnTheClock()
    return [lived, await outcomeOf(store.databaseUrl, lived)]
  }

  const muddled = async (life: Life, seed: number): Promise<[Lived, Outcome, Outcome]> => {
    const events = new MuddledEvents(store.container, seed)
    try {
      const lived = await live(store, life, () => events.letSomeGo())
      await store.events.quiet()
      await turnTheClock()
      const outcome = await outcomeOf(store.databaseUrl, lived)
      for (const fate of ["lost", "doubled", "delayed", "delivered"] as const)
        told[fate] += events.fates[fate]
      events.end()
      await store.events.quiet()
      return [lived, outcome, await outcomeOf(store.databaseUrl, lived)]
    } finally {
      events.end()
    }
  }

  it.each(courseNames)(
    "an order that %s has earned and spent what it would have on a good day",
    async (course) => {
      await fc.assert(
        fc.asyncProperty(livesThat(course), fc.integer(), async (life, seed) => {
          const [lived, expected] = await wellBehaved(life)
          told.lives += 1
          const [again, outcome, afterAll] = await muddled(life, seed)
          expect(again.refused).toEqual(lived.refused)
          expect(outcome).toEqual(expected)
          // What comes when everything is over changes nothing any more.
          expect(afterAll).toEqual(expected)
        }),
        { numRuns: livesOfACourse, endOnFailure: true },
      )
    },
    patienceMs(120_000),
  )

  it.each(["red", "green", "blue"] as const)(
    "an order that loses its %s line before the shop has heard of it spends as many points as one that was known before",
    async (good) => {
      const life: Life = {
        region: "rub",
        goods: { red: 1, green: 1, blue: 1 },
        points: 50,
        deeds: [{ deed: "edit", change: { [good]: 0 }, add: {}, carryOver: false }],
      }
      const [, expected] = await wellBehaved(life)

      store.events.deliver("never")
      const [, outcome] = await wellBehaved(life)
      expect(outcome).toEqual(expected)
    },
  )
})
