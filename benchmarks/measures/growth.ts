import type { Bench } from "../bench"
import { pointsPerEarning } from "../data/shape"
import { driveFor } from "../harness/drive"
import { keysOf, wanderer } from "../harness/keys"
import { contender, type Contender, type Demand, type Measure } from "../harness/measure"
import { balanceReading } from "./balance"
import { earning } from "./earn"
import { pairOf, redeeming } from "./redemption"

const shares = [0.01, 0.1, 1]
/** Little enough that the smallest ledger lasts for the whole run: each takes a part of one lot. */
const pointsPerSmallRedemption = 10
/** Of the slice that the other measures have: there are many contenders here, and only their trend is asked for. */
const sliceShare = 0.5

/** The same postings and reads on ledgers of a hundredth, a tenth and all of the accounts. */
export async function growth(bench: Bench): Promise<Measure> {
  const contenders: Contender[] = []
  const demands: Demand[] = []
  const sizes = shares.map((share) => Math.max(100, Math.round(bench.settings.accounts * share)))
  for (const accounts of sizes) {
    const pairs = await contendersAt(bench, accounts)
    for (const { what, ours, limit } of pairs) {
      contenders.push(ours, limit)
      demands.push({
        what: `${what} beside the limit, ${accounts.toLocaleString("en")} accounts`,
        of: ours.name,
        beside: limit.name,
        by: "rate",
        better: "more",
      })
    }
  }
  const [smallest, largest] = [sizes[0], sizes[sizes.length - 1]].map((size) => size.toLocaleString("en"))
  for (const what of ["earn", "pair", "balance"]) {
    const [of, beside] = [`${what}, ${largest}`, `${what}, ${smallest}`]
    demands.push({ what: `${what}: ${largest} beside ${smallest}`, of, beside, by: "rate", better: "more" })
  }
  return {
    name: "growth",
    title: "how cost grows with the accounts",
    unit: "calls",
    contenders,
    demands,
    notes: [
      "Redemptions here take a part of one lot, so that the smallest ledger lasts.",
      "A small ledger's accounts are busier: each is met more often.",
    ],
  }
}

async function contendersAt(bench: Bench, accounts: number) {
  const { callers } = bench
  const ours = await bench.ours(accounts)
  const limit = await bench.limit(accounts)
  const size = accounts.toLocaleString("en")
  const named = (name: string, call: () => Promise<unknown>): Contender =>
    contender(`${name}, ${size}`, (seconds) => driveFor({ callers, seconds: seconds * sliceShare }, call))

  const earnAccount = wanderer(accounts)
  const earnKey = keysOf("ge")
  const redeemAccount = wanderer(accounts)
  const redeemKey = keysOf("gr")
  const readAccount = wanderer(accounts)
  return [
    {
      what: "earn",
      ours: named("earn", earning(ours, wanderer(accounts), keysOf("ge"))),
      limit: named("limit's earn", () => limit.earn(earnAccount(), pointsPerEarning, earnKey())),
    },
    {
      what: "pair",
      ours: named("pair", pairOf(redeeming(ours, wanderer(accounts), "gr", pointsPerSmallRedemption))),
      limit: named("limit's redemption", () =>
        limit.redeem(redeemAccount(), pointsPerSmallRedemption, redeemKey()),
      ),
    },
    {
      what: "balance",
      ours: named("balance", balanceReading(ours, wanderer(accounts))),
      limit: named("limit's read", () => limit.balance(readAccount())),
    },
  ]
}
