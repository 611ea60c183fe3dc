import { toPoints } from "../../src/modules/loyalty/domain/points"
import type { Bench } from "../bench"
import { farAway, now, pointsPerEarning } from "../data/shape"
import { driveFor } from "../harness/drive"
import { keysOf, wanderer } from "../harness/keys"
import { contender, type Measure } from "../harness/measure"
import { earning } from "./earn"

const sizes = [100, 1_000]

/** An import or a campaign: many accounts credited by one call. */
export async function batch(bench: Bench): Promise<Measure> {
  const { callers } = bench
  const { accounts } = bench.settings
  const ours = await bench.ours()
  const single = earning(ours, wanderer(accounts), keysOf("bs"))
  const points = toPoints(pointsPerEarning)
  const batchOf = (size: number) => {
    const accountOf = wanderer(accounts, size)
    const keyOf = keysOf(`b${size}-`)
    return async () => {
      const credits = Array.from({ length: size }, () => ({
        accountId: accountOf(),
        points,
        key: keyOf(),
        expiresAt: farAway,
      }))
      await ours.service.ledger.earnBatch(
        { credits, pending: false },
        { at: now, reason: "campaign", actor: "system" },
      )
    }
  }
  return {
    name: "batch",
    title: "batch posting",
    unit: "postings",
    contenders: [
      contender("single", (seconds) => driveFor({ callers, seconds }, single)),
      ...sizes.map((size) => {
        const call = batchOf(size)
        return contender(`${size} a call`, (seconds) =>
          driveFor({ callers, seconds, operationsPerCall: size }, call),
        )
      }),
    ],
    demands: sizes.map((size) => ({
      what: `${size} a call beside single postings`,
      of: `${size} a call`,
      beside: "single",
      by: "rate" as const,
      better: "more" as const,
      goal: 4,
      floor: 3,
    })),
    notes: ["Times are of a call."],
  }
}
