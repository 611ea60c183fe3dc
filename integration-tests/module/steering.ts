import type { Command, LedgerState, Redemption } from "../../src/modules/loyalty/domain/ledger"

type OfRedemption = Extract<Command, { redemptionId: string }>

/**
 * Drawn blindly, nine commands in ten about a redemption would name one that never was or that has ended, and most
 * holds would ask for more than there is. This gives a command what it can apply to at this moment; where no
 * redemption fits, a new one is begun instead.
 */
export function steered(command: Command, state: LedgerState): Command {
  switch (command.type) {
    case "hold":
      return { ...command, points: within(command.points, state.available) }
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
  const { key, fingerprint, at } = command
  if (fitting.length === 0) {
    const hold = { key, fingerprint, at, type: "hold" as const, redemptionId: `redemption_of_${key}` }
    return { ...hold, points: within(points, state.available) }
  }
  const [redemptionId, redemption] = fitting[points % fitting.length]
  return "points" in command
    ? { ...command, redemptionId, points: within(points, room(redemption)) }
    : { ...command, redemptionId }
}

const within = (wanted: number, room: number): number => (room > 0 ? Math.min(wanted, room) : wanted)
