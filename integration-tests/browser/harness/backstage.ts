import { Visitor } from "../../../demo/history/visitor"
import { admin, type Customer } from "../../../demo/people"
import { HttpClient } from "../../helpers/http"
import { eventually } from "./eventually"
import { type World } from "./world"

/** As the demo's programme gives them to who joins. */
export const welcomePoints = 100

/** What has happened before a story begins: over the store's routes, and not by the screens that the story is about. */
export class Backstage {
  constructor(private readonly world: World) {}

  /** Registers a customer, who has an address, an account and the welcome points: nothing is still to come. */
  async register(customer: Customer): Promise<void> {
    await new Visitor(this.world.storeUrl, this.world.notes, customer).signUp()
    const account = await this.accountOf(customer)
    const owner = await this.owner()
    await owner.post("/admin/loyalty/jobs/publish")
    const available = async () => {
      type Answer = { account: { balance: { available: number } } }
      return (await owner.get<Answer>(`/admin/loyalty/accounts/${account}`)).account.balance.available
    }
    const found = await eventually(available, welcomePoints)
    if (found !== welcomePoints) throw new Error(`${customer.email} was welcomed with ${found} points.`)
  }

  /** An order that is paid for and delivered; its id. */
  async buy(customer: Customer, goods: Record<string, number>): Promise<string> {
    const order = await new Visitor(this.world.storeUrl, this.world.notes, customer).buy({ goods })
    await this.world.staff.fulfil(order)
    return order
  }

  /** Available at once; takes where it is below zero. */
  async adjust(customer: Customer, points: number): Promise<void> {
    const owner = await this.owner()
    await owner.post(`/admin/loyalty/accounts/${await this.accountOf(customer)}/adjustments`, {
      points,
      reason: "goodwill",
    })
  }

  async accountOf(customer: Customer): Promise<string> {
    const owner = await this.owner()
    const { account } = await owner.post<{ account: { id: string } }>("/admin/loyalty/accounts", {
      customer_id: await this.idOf(customer),
    })
    return account.id
  }

  async idOf({ email }: Customer): Promise<string> {
    const owner = await this.owner()
    const { customers } = await owner.get<{ customers: { id: string }[] }>(
      `/admin/customers?q=${encodeURIComponent(email)}`,
    )
    if (customers.length !== 1) throw new Error(`${customers.length} customers answer to ${email}.`)
    return customers[0].id
  }

  /** By its handle. Null: none. */
  async tierOf(customer: Customer): Promise<string | null> {
    const owner = await this.owner()
    const { tier } = await owner.get<{ tier: { present: { handle: string } | null } | null }>(
      `/admin/loyalty/accounts/${await this.accountOf(customer)}/tier`,
    )
    return tier?.present?.handle ?? null
  }

  /** What the order has earned, once it is settled. */
  async earnedBy(order: string): Promise<number> {
    const owner = await this.owner()
    return (await owner.get<{ order: { earned: number } }>(`/admin/loyalty/orders/${order}`)).order.earned
  }

  async setEarnPoints(currencyCode: string, points: number): Promise<void> {
    interface Program {
      id: string
      rates: { currency_code: string; earn: { points: number; per_amount: number } | null }[]
    }
    const owner = await this.owner()
    const { programs } = await owner.get<{ programs: Program[] }>("/admin/loyalty/programs")
    const [{ id, rates }] = programs
    await owner.post(`/admin/loyalty/programs/${id}`, {
      rates: rates.map((rate) =>
        rate.currency_code === currencyCode && rate.earn ? { ...rate, earn: { ...rate.earn, points } } : rate,
      ),
    })
  }

  /** A draft, which is then written anew with each of the changes; its id. */
  async draftRule(settings: object, changes: object[]): Promise<string> {
    const owner = await this.owner()
    const { rule } = await owner.post<{ rule: { id: string } }>("/admin/loyalty/rules", settings)
    for (const change of changes) await owner.post(`/admin/loyalty/rules/${rule.id}`, change)
    return rule.id
  }

  async productId(handle: string): Promise<string> {
    const owner = await this.owner()
    const { products } = await owner.get<{ products: { id: string }[] }>(`/admin/products?handle=${handle}`)
    return products[0].id
  }

  /** Whatever there is of the name earns nothing any more. */
  async endRules(name: string): Promise<void> {
    type Answer = { rules: { id: string; name: string; state: string }[] }
    const owner = await this.owner()
    const { rules } = await owner.get<Answer>(`/admin/loyalty/rules?q=${encodeURIComponent(name)}`)
    for (const { id, state } of rules.filter((rule) => rule.name === name)) {
      if (state === "draft") await owner.delete(`/admin/loyalty/rules/${id}`)
      else if (state !== "ended") await owner.post(`/admin/loyalty/rules/${id}`, { state: "ended" })
    }
  }

  async setGraceDays(days: number): Promise<void> {
    const owner = await this.owner()
    const { programs } = await owner.get<{ programs: { id: string }[] }>("/admin/loyalty/programs")
    await owner.post(`/admin/loyalty/programs/${programs[0].id}/tier-ladder`, { grace_days: days })
  }

  /** Nobody who holds one keeps it. */
  async deleteTiers(handle: string): Promise<void> {
    type Answer = { tiers: { id: string; handle: string }[] }
    const owner = await this.owner()
    const { tiers } = await owner.get<Answer>("/admin/loyalty/tiers")
    for (const { id } of tiers.filter((tier) => tier.handle === handle)) {
      await owner.delete(`/admin/loyalty/tiers/${id}?move_to=none`)
    }
  }

  async owner(): Promise<HttpClient> {
    const http = new HttpClient(this.world.storeUrl)
    const { email, password } = admin
    const { token } = await http.post<{ token: string }>("/auth/user/emailpass", { email, password })
    return http.with({ authorization: `Bearer ${token}` })
  }
}
