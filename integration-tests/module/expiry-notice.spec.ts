import type { LoyaltyProcess } from "./ledger-database"
import { day, describeLedger } from "./ledger-database"

const noticeDays = 14

/** Announces until there is no more to tell; answers the members told of, by customer. */
async function announced(shop: LoyaltyProcess, onDay: number): Promise<string[]> {
  while (await shop.ledger.announceExpiring(day(onDay), noticeDays));
  const told: string[] = []
  while (
    (await shop.outbox.drain(async (events) => {
      const expiring = events.filter(({ name }) => name === "loyalty.points_expiring")
      told.push(...expiring.map(({ data }) => String(data.customer_id)))
      await Promise.resolve()
    }, 100)) > 0
  );
  return told
}

describeLedger("points about to expire", (shop) => {
  it("are announced once, two weeks before, to the members who have any", async () => {
    const ada = await shop.customer()
    const bob = await shop.customer()
    await shop.earns(ada.id, 0, 100, 20)
    await shop.earns(ada.id, 0, 50, 20)
    await shop.earns(bob.id, 0, 100, 300)

    expect(await announced(shop, 1)).toEqual([])
    expect(await announced(shop, 6)).toEqual([ada.customerId])
    expect(await announced(shop, 7)).toEqual([])
    expect(await announced(shop, 290)).toEqual([bob.customerId])
  })

  it("are announced once by several processes at work", async () => {
    const ada = await shop.customer()
    await shop.earns(ada.id, 300, 100, 310)
    const other = shop.startProcess()

    const told = await Promise.all([announced(shop, 300), announced(other, 300), announced(shop, 300)])

    expect(told.flat()).toEqual([ada.customerId])
  })

  it("are not announced when they were spent in time", async () => {
    const ada = await shop.customer()
    await shop.earns(ada.id, 400, 100, 420)
    await shop.spends(ada.id, 401, 100)

    expect(await announced(shop, 410)).toEqual([])
  })
})
