import { toPoints } from "../../src/modules/loyalty/domain/points"
import type { Bench } from "../bench"
import { farAway, now, pointsPerEarning } from "../data/shape"
import { driveFor } from "../harness/drive"
import { keysOf, wanderer } from "../harness/keys"
import { contender, type Measure } from "../harness/measure"
import type { OpenLedger } from "../ledger/open-ledger"
import { bareEarning } from "../limit/limit"

/** One earning through the module's service, as a store posts it. */
export function earning({ service }: OpenLedger, accountOf: () => number, keyOf: () => string) {
  const points = toPoints(pointsPerEarning)
  return async (): Promise<void> => {
    await service.ledger.earn(
      { accountId: accountOf(), points, pending: false, expiresAt: farAway },
      { key: keyOf(), at: now, reason: "order_earn", actor: "system" },
    )
  }
}

export async function earn(bench: Bench): Promise<Measure> {
  const { callers } = bench
  const { accounts } = bench.settings
  const ours = await bench.ours()
  const limit = await bench.limit()
  const peer = await bench.peer()
  const drive = (seconds: number, call: () => Promise<unknown>) => driveFor({ callers, seconds }, call)

  const post = earning(ours, wanderer(accounts), keysOf("e"))
  const limitKey = keysOf("e")
  const limitAccount = wanderer(accounts)
  const typeormKey = keysOf("t")
  const typeormAccount = wanderer(accounts, 1)
  const typeorm = await openBareTypeorm(bench)
  const peerKey = keysOf("e")
  const peerAccount = wanderer(accounts)

  return {
    name: "earn",
    title: "earn posting, spread accounts",
    unit: "postings",
    contenders: [
      contender("ours", (seconds) => drive(seconds, post)),
      contender("limit", (seconds) =>
        drive(seconds, () => limit.earn(limitAccount(), pointsPerEarning, limitKey())),
      ),
      contender("limit through TypeORM", (seconds) =>
        drive(seconds, () =>
          typeorm.query(bareEarning, [typeormAccount(), pointsPerEarning, typeormKey(), farAway]),
        ),
      ),
      ...(peer === null
        ? []
        : [
            contender("peer's credit", (seconds) =>
              drive(seconds, () => peer.credit(peerAccount(), pointsPerEarning, peerKey())),
            ),
          ]),
    ],
    demands: [
      {
        what: "rate beside the limit",
        of: "ours",
        beside: "limit",
        by: "rate",
        better: "more",
        goal: 0.75,
        floor: 0.6,
      },
      {
        what: "rate beside the peer's credit",
        of: "ours",
        beside: "peer's credit",
        by: "rate",
        better: "more",
        goal: 8,
        floor: 5,
      },
      {
        what: "p99 beside the limit's",
        of: "ours",
        beside: "limit",
        by: "p99",
        better: "less",
        goal: 2.5,
        floor: 4,
      },
      {
        what: "TypeORM's query alone",
        of: "limit through TypeORM",
        beside: "limit",
        by: "rate",
        better: "more",
      },
    ],
  }
}

/** The same statement over TypeORM, to see what the way through it costs by itself. */
async function openBareTypeorm(bench: Bench) {
  const { DataSource } = await import("typeorm")
  const source = new DataSource({
    type: "postgres",
    url: await bench.urlOf(`bare_${bench.settings.accounts}`),
    poolSize: bench.callers,
    installExtensions: false,
  })
  await source.initialize()
  bench.onClose(() => source.destroy())
  return source
}
