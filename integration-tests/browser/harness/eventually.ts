import { setTimeout as pause } from "node:timers/promises"

const patienceMs = 30_000
const everyMs = 100

/** What is read, as soon as it is as expected; after a while whatever it is then, for the test to say how it differs. */
export async function eventually<T>(read: () => Promise<T>, expected: T): Promise<T> {
  const deadline = Date.now() + patienceMs
  for (;;) {
    const found = await read()
    if (found === expected || Date.now() > deadline) return found
    await pause(everyMs)
  }
}
