import { setTimeout as sleep } from "node:timers/promises"

/** Repeats what may have to wait for another process to notice something, for three seconds at most. */
export async function eventually<Result>(work: () => Promise<Result>): Promise<Result> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work()
    } catch (error) {
      if (attempt === 30) throw error
      await sleep(100)
    }
  }
}
