import type { Command, HoldCommand, LedgerState, Redemption } from "../../src/modules/loyalty/domain/ledger"

type OfRedemption = Extract<Command, { redemptionId: string }>

const dayMs = 86_400_000

/**
 * Drawn blindly, nine commands in ten about a redemption would name one that never was or that has ended, and most
 * holds would ask for more than there is. This gives a command what it can apply to at this moment; where no
 * redemption fits, a new one is begun instead, and where there are no points for it, some are earned.
 */
export function steered(command: Command, state: LedgerState): Command {
  switch (command.type) {
    case "hold":
      return begun(command, command, state)
    case "capture":
      return fitted(command, state, (redemption) => redemption.held)
    case "restore":
      return fitted(command, state, ({ captured, restored }) => captured - restored)
    case "commit":
    case "lapse":
      return fitted(command, state, ({ status, held }) => (status === "open" ? held : 0))
    case "reopen":
      return fitted(command, state, ({ status, held }) => (status === "committed" ? held : 0))
    case "release":
      return fitted(command, state, ({ held }) => held)
    case "earn":
    case "activate":
    case "expire":
    case "reverse":
    case "adjust":
      return command
  }
}

function fitted(
  command: OfRedemption,
  state: LedgerState,
  room: (redemption: Redemption) => number,
): Command {
  const fitting = [...state.redemptions].filter(([, redemption]) => room(redemption) > 0)
  const points = "points" in command ? command.points : 30
  if (fitting.length === 0) {
    return begun(command, { redemptionId: `redemption_of_${command.key}`, points }, state)
  }
  const [redemptionId, redemption] = fitting[points % fitting.length]
  return "points" in command
    ? { ...command, redemptionId, points: within(points, room(redemption)) }
    : { ...command, redemptionId }
}

function begun(
  { key, fingerprint, at }: Command,
  wanted: Pick<HoldCommand, "redemptionId" | "points" | "cartId">,
  { available }: LedgerState,
): Command {
  const { redemptionId, points, cartId } = wanted
  if (available > 0) {
    return {
      type: "hold",
      key,
      fingerprint,
      at,
      redemptionId,
      cartId: cartId ?? null,
      points: within(points, available),
    }
  }
  const expiresAt = new Date(at.getTime() + points * dayMs)
  return { type: "earn", key, fingerprint, at, points: 3 * points, pending: false, expiresAt }
}

const within = (wanted: number, room: number): number => Math.min(wanted, room)
