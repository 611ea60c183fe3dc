import type { Sample } from "./statistics"

export interface Load {
  callers: number
  seconds: number
  /** How many operations one call does; one if not given. */
  operationsPerCall?: number
}

/** Callers that each make one call after the other until the time is over; what is under way then is awaited and counted. */
export async function driveFor(load: Load, call: () => Promise<unknown>): Promise<Sample> {
  const { callers, seconds, operationsPerCall = 1 } = load
  const latencies: number[] = []
  const start = performance.now()
  const end = start + seconds * 1_000
  await together(callers, async () => {
    let began = performance.now()
    while (began < end) {
      await call()
      const ended = performance.now()
      latencies.push(ended - began)
      began = ended
    }
  })
  return {
    operations: latencies.length * operationsPerCall,
    seconds: (performance.now() - start) / 1_000,
    latencies,
  }
}

/** Callers that share a list of work until it is done. */
export async function driveThrough<Item>(
  callers: number,
  items: readonly Item[],
  call: (item: Item) => Promise<unknown>,
): Promise<Sample> {
  const latencies: number[] = []
  const start = performance.now()
  let next = 0
  await together(callers, async () => {
    while (next < items.length) {
      const item = items[next++]
      const began = performance.now()
      await call(item)
      latencies.push(performance.now() - began)
    }
  })
  return { operations: items.length, seconds: (performance.now() - start) / 1_000, latencies }
}

async function together(callers: number, work: () => Promise<void>): Promise<void> {
  const failed: unknown[] = []
  // All have to come to an end before a failure is told: none may run on into the next contender's time.
  await Promise.all(
    Array.from({ length: callers }, () =>
      work().catch((error: unknown) => {
        failed.push(error)
      }),
    ),
  )
  if (failed.length > 0) throw failed[0]
}
