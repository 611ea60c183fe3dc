import { toPoints } from "../../src/modules/loyalty/domain/points"
import type { Bench } from "../bench"
import { customerOf, now, pointsPerRedemption, publicIdOf } from "../data/shape"
import { driveFor, driveThrough } from "../harness/drive"
import { keysOf, wanderer } from "../harness/keys"
import { type Contender, contender, type Measure } from "../harness/measure"
import type { OpenLedger } from "../ledger/open-ledger"

type Call = () => Promise<void>

/** The two commands of a redemption at checkout: points put on a cart, and the order that keeps them. */
export function redeeming(
  { service, program }: OpenLedger,
  accountOf: () => number,
  kind: string,
  pointsEach = pointsPerRedemption,
) {
  const points = toPoints(pointsEach)
  const keyOf = keysOf(kind)
  const hold = async (): Promise<number> => {
    const id = accountOf()
    const key = keyOf()
    const receipt = await service.openRedemption({
      account: {
        id,
        publicId: publicIdOf(id),
        programId: program.id,
        customerId: customerOf(id),
        status: "active",
        available: points,
        pending: toPoints(0),
        held: toPoints(0),
        overdrawn: false,
        sequence: 0,
        createdAt: now,
        updatedAt: now,
      },
      cartId: key.replace("order:order_", "cart_").slice(0, 31),
      points,
      currencyCode: "eur",
      program,
      key,
      at: now,
    })
    return receipt.redemptionId ?? Number.NaN
  }
  const capture = async (redemptionId: number): Promise<void> => {
    await service.ledger.capture(
      { redemptionId, points, shares: [{ lineId: "ordli_00000000000000000000000000", points }] },
      { key: keyOf(), at: now, reason: "order_capture", actor: "system", orderId: `order_${redemptionId}` },
    )
  }
  return { hold, capture }
}

/** Holds for a slice, then captures what was held: two samples, each of one command alone. */
function apart(callers: number, { hold, capture }: ReturnType<typeof redeeming>): Contender {
  return {
    name: "hold, then capture",
    slice: async (seconds) => {
      const held: number[] = []
      const holding = await driveFor({ callers, seconds }, async () => {
        held.push(await hold())
      })
      return { hold: holding, capture: await driveThrough(callers, held, capture) }
    },
  }
}

export const pairOf = ({ hold, capture }: ReturnType<typeof redeeming>): Call => {
  return async () => {
    await capture(await hold())
  }
}

export async function redemption(bench: Bench): Promise<Measure> {
  const { callers } = bench
  const { accounts } = bench.settings
  const ours = await bench.ours()
  const limit = await bench.limit()
  const peer = await bench.peer()
  const commands = redeeming(ours, wanderer(accounts), "h")
  const pair = pairOf(redeeming(ours, wanderer(accounts, Math.floor(accounts / 2)), "p"))
  const limitAccount = wanderer(accounts)
  const limitKey = keysOf("h")
  const peerAccount = wanderer(accounts)
  const peerKey = keysOf("h")
  const drive = (seconds: number, call: Call) => driveFor({ callers, seconds }, call)

  return {
    name: "redemption",
    title: "redemption: hold and capture, five open lots an account",
    unit: "calls",
    contenders: [
      apart(callers, commands),
      contender("pair", (seconds) => drive(seconds, pair)),
      contender("limit", (seconds) =>
        drive(seconds, () => limit.redeem(limitAccount(), pointsPerRedemption, limitKey())),
      ),
      ...(peer === null
        ? []
        : [
            contender("peer's debit", (seconds) =>
              drive(seconds, () => peer.debit(peerAccount(), pointsPerRedemption, peerKey())),
            ),
          ]),
    ],
    demands: [
      {
        what: "hold beside a bare redemption",
        of: "hold",
        beside: "limit",
        by: "rate",
        better: "more",
        goal: 0.7,
        floor: 0.55,
      },
      {
        what: "capture beside a bare redemption",
        of: "capture",
        beside: "limit",
        by: "rate",
        better: "more",
        goal: 0.7,
        floor: 0.55,
      },
      {
        what: "the pair beside the peer's debit",
        of: "pair",
        beside: "peer's debit",
        by: "rate",
        better: "more",
        goal: 3,
        floor: 2,
      },
    ],
    notes: [
      "A pair is one call of each: hold, then capture. The bare redemption is one call of one function.",
    ],
  }
}
