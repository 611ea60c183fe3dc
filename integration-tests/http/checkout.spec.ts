import type LoyaltyModuleService from "../../src/modules/loyalty/service"
import { describeShop } from "../helpers/medusa"

interface Account {
  account: { id: string; balance: { available: number; pending: number; held: number } }
}

describeShop("points at checkout", (store) => {
  it("lets a customer see pending points at once and spend them when their time has come", async () => {
    const ada = await store.shop.customer()
    const order = await store.shop.placeOrder({ customer: ada, items: { shoes: 3 } })
    expect(order.total).toBe(357)
    const before = await ada.http.get<Account>("/store/loyalty/account")
    expect(before.account.balance).toEqual({ available: 0, pending: 357, held: 0 })

    await store.shop.orders.capture(order)
    const loyalty: LoyaltyModuleService = store.container.resolve("loyalty_program")
    expect(await loyalty.verifyLedger()).toMatchObject({ discrepancies: [] })
  })
})
