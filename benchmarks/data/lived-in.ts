import { driveThrough } from "../harness/drive"
import { keysOf, wanderer } from "../harness/keys"
import { type OpenLedger, openLedger } from "../ledger/open-ledger"
import { earning } from "../measures/earn"
import { redeeming } from "../measures/redemption"
import { settling } from "../measures/settle-order"

/** Enough that the planner takes the indexes of these tables, as it does in any store that is not a day old. */
const timesDone = 400
const pointsEach = 10
const callers = 10

/**
 * Some orders and redemptions by the service itself. PostgreSQL plans a session's statements once: on tables that were
 * empty then it goes on to read them from end to end, until it has gathered statistics of them.
 */
export async function liveIn(url: string, accounts: number, hasOrders: boolean): Promise<void> {
  const ledger: OpenLedger = await openLedger(url, callers)
  try {
    const { hold, capture } = redeeming(ledger, wanderer(accounts), "past", pointsEach)
    const earn = earning(ledger, wanderer(accounts), keysOf("past-e"))
    const settle = settling(ledger, wanderer(accounts), "past-o")
    await driveThrough(callers, Array.from({ length: timesDone }), async () => {
      await capture(await hold())
      if (hasOrders) await settle()
      await earn()
    })
  } finally {
    await ledger.close()
  }
}
