import type { Bench } from "../bench"
import { customerOf, historyAccounts, longHistoryFrom, shortHistoryFrom } from "../data/shape"
import { driveFor } from "../harness/drive"
import { wanderer } from "../harness/keys"
import { contender, type Measure } from "../harness/measure"
import type { OpenLedger } from "../ledger/open-ledger"

/** A member's balance as a store asks for it: by the customer. */
export function balanceReading({ service, program }: OpenLedger, accountOf: () => number) {
  return async (): Promise<void> => {
    const account = await service.findAccount(program.id, customerOf(accountOf()))
    if (account === null) throw new Error("A customer of the benchmark has no account.")
  }
}

export async function balance(bench: Bench): Promise<Measure> {
  const { callers, shape } = bench
  const ours = await bench.ours()
  const limit = await bench.limit()
  const peer = await bench.peer()
  const drive = (seconds: number, call: () => Promise<unknown>) => driveFor({ callers, seconds }, call)

  const among = (from: number) => {
    const turn = wanderer(historyAccounts)
    return () => from + turn() - 1
  }
  const spread = balanceReading(ours, wanderer(shape.accounts))
  const short = balanceReading(ours, among(shortHistoryFrom(shape)))
  const long = balanceReading(ours, among(longHistoryFrom(shape)))
  const limitAccount = wanderer(shape.accounts)
  const peerShort = among(shortHistoryFrom(shape))
  const peerLong = among(longHistoryFrom(shape))

  return {
    name: "balance",
    title: "balance by customer",
    unit: "reads",
    contenders: [
      contender("ours, spread", (seconds) => drive(seconds, spread)),
      contender("ours, 10 entries", (seconds) => drive(seconds, short)),
      contender("ours, 10,000 entries", (seconds) => drive(seconds, long)),
      contender("limit", (seconds) => drive(seconds, () => limit.balance(limitAccount()))),
      ...(peer === null
        ? []
        : [
            contender("peer, 10 entries", (seconds) =>
              drive(seconds, () => peer.balance(customerOf(peerShort()))),
            ),
            contender("peer, 10,000 entries", (seconds) =>
              drive(seconds, () => peer.balance(customerOf(peerLong()))),
            ),
          ]),
    ],
    demands: [
      {
        what: "rate beside a primary-key read",
        of: "ours, spread",
        beside: "limit",
        by: "rate",
        better: "more",
        goal: 0.55,
        floor: 0.4,
      },
      // The same means the same; below the floor a tenth is lost, and what lies between is noise.
      {
        what: "10,000 entries beside 10",
        of: "ours, 10,000 entries",
        beside: "ours, 10 entries",
        by: "rate",
        better: "more",
        goal: 0.97,
        floor: 0.9,
      },
      {
        what: "the peer's 10,000 entries beside its 10",
        of: "peer, 10,000 entries",
        beside: "peer, 10 entries",
        by: "rate",
        better: "more",
      },
    ],
  }
}
