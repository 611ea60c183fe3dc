import { Modules } from "@medusajs/framework/utils"
import { type DatabaseLine as Line, DatabaseLine } from "../helpers/database-line"
import { type Cart } from "../helpers/carts"
import { describeShop } from "../helpers/medusa"
import { type Customer } from "../helpers/people"
import { daysFromNow, pathOf, Points } from "../helpers/points"
import { insides } from "../helpers/refusals"

let line: Line

const throughTheLine = async (databaseUrl: string) => {
  line = await DatabaseLine.open(databaseUrl)
  process.env.LOYALTY_DATABASE_URL = line.url
}

describeShop(
  "when the ledger cannot be reached",
  (store) => {
    const points = new Points(store)
    let ada: Customer
    let cart: Cart

    beforeAll(async () => {
      ada = await store.shop.customer()
      await points.give(ada, 10_000)
      await store.shop.promotion({ code: "TENTH", percent: 10 })
      cart = await store.shop.carts.create({ customer: ada, items: { shoes: 3 } })
    })

    afterAll(async () => {
      delete process.env.LOYALTY_DATABASE_URL
      await line.close()
    })

    const unavailable = (answer: { status: number; body: unknown }) => {
      expect(answer).toMatchObject({ status: 500, body: { code: "ledger_unavailable" } })
      expect(JSON.stringify(answer.body)).not.toMatch(insides)
    }

    describe.each([
      ["because nobody answers there", () => line.cut()],
      ["because its answers do not come", () => Promise.resolve(line.hush())],
    ] as const)("%s", (_, lose) => {
      afterEach(() => line.mend())

      it("probe", async () => {
        await points.apply(cart, 5_000)
        await lose()
        const time = async (name: string, work: () => Promise<unknown>) => {
          const t = Date.now()
          const r = await Promise.race([
            work().catch((e: unknown) => String(e)),
            new Promise((r) => setTimeout(() => r("HANGS"), 25_000)),
          ])
          process.stdout.write(`${name} ${Date.now() - t} ms ${JSON.stringify(r)?.slice(0, 300)}\n`)
        }
        const http = store.shop.carts.http(cart)
        await time("other cart create", () => store.shop.carts.create({ customer: ada, items: { shoes: 3 } }))
        await time("get", async () => (await store.shop.carts.get(cart)).total)
        await time("update", () => http.send("post", `/store/carts/${cart.id}`, { metadata: { a: 1 } }))
        await time("promo", () => http.send("post", `/store/carts/${cart.id}/promotions`, { promo_codes: ["TENTH"] }))
        await time("complete", () => store.shop.carts.sendCompletion(cart))
        await time("account", () => http.send("get", `/store/loyalty/account`))
        await time("apply", () => http.send("post", pathOf(cart), { points: 10 }))
        await time("publish", () => store.shop.admin.send("post", "/admin/loyalty/jobs/publish"))
        await line.mend()
        await time("account", () => http.send("get", `/store/loyalty/account`))
      })
    })
  },
  { beforeBoot: throughTheLine },
)
