import type { Bench } from "../bench"
import { driveFor } from "../harness/drive"
import { keysOf, wanderer } from "../harness/keys"
import { contender, type Measure } from "../harness/measure"
import { earning } from "./earn"

/** Everybody earns on one and the same account: a household's card, or a till that books on a house account. */
export async function hotAccount(bench: Bench): Promise<Measure> {
  const { callers } = bench
  const { accounts } = bench.settings
  const ours = await bench.ours()
  const spread = earning(ours, wanderer(accounts), keysOf("s"))
  const hot = earning(ours, () => accounts, keysOf("o"))
  return {
    name: "hot-account",
    title: "one hot account, all callers on it",
    unit: "postings",
    contenders: [
      contender("spread", (seconds) => driveFor({ callers, seconds }, spread)),
      contender("hot", (seconds) => driveFor({ callers, seconds }, hot)),
    ],
    demands: [
      {
        what: "rate beside spread",
        of: "hot",
        beside: "spread",
        by: "rate",
        better: "more",
        goal: 0.45,
        floor: 0.3,
      },
      {
        what: "p99 beside spread",
        of: "hot",
        beside: "spread",
        by: "p99",
        better: "less",
        goal: 2.5,
        floor: 5,
      },
    ],
  }
}
