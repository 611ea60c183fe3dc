import fc from "fast-check"
import { type Basket, type GoodName, type RegionName } from "../../helpers/catalogue"
import { RefusedError } from "../../helpers/http"
import { type Store } from "../../helpers/medusa"
import { type Order } from "../../helpers/orders"
import { type Customer } from "../../helpers/people"
import { daysFromNow, Points } from "../../helpers/points"

/** Something that happens to an order. */
export type Deed =
  | { deed: "pay"; part?: number | "rest" }
  | { deed: "deliver" }
  | { deed: "takeBack"; good: GoodName; damaged: boolean }
  | { deed: "requestReturn"; good: GoodName }
  | { deed: "refund"; part: number }
  | { deed: "edit"; change: Basket; add: Basket; carryOver: boolean }
  | { deed: "claim"; good: GoodName; type: "refund" | "replace" }
  | { deed: "exchange"; good: GoodName }
  | { deed: "cancel" }
  | { deed: "handOver" }
  | { deed: "activate" }

/** An order from the cart to its end. */
export interface Life {
  /** A point is a cent or a rouble: its worth is a coin or a hundred. */
  region: RegionName
  goods: Basket
  points: number
  deeds: Deed[]
}

/** Who bought, who may have got the order after that, and what they could not do. */
export interface Lived {
  people: Customer[]
  order: Order
  refused: string[]
}

/** Points that are pending on the day of the order are due on this one. */
export const activationDay = (): Date => daysFromNow(15)

const some = fc.constantFrom<GoodName>("shoes", "red", "book")
const share = fc.constantFrom(0.1, 0.25, 1 / 3, 0.5)
const payments = fc.constantFrom<Deed[]>(
  [{ deed: "pay" }],
  [{ deed: "pay" }],
  [
    { deed: "pay", part: 0.4 },
    { deed: "pay", part: "rest" },
  ],
  [{ deed: "pay", part: 0.4 }],
  [],
)
const takingBack: fc.Arbitrary<Deed[]> = fc.array(
  fc.record({ deed: fc.constant("takeBack" as const), good: some, damaged: fc.boolean() }),
  { minLength: 1, maxLength: 3 },
)
const editing: fc.Arbitrary<Deed> = fc.record({
  deed: fc.constant("edit" as const),
  change: fc.constantFrom<Basket>(
    { red: 1 },
    { red: 0 },
    { book: 1 },
    { shoes: 1 },
    { shoes: 2, red: 3 },
    {},
  ),
  add: fc.constantFrom<Basket>({}, {}, { green: 1 }, { green: 2, blue: 1 }),
  carryOver: fc.boolean(),
})
const exactly = (...deeds: Deed[]): fc.Arbitrary<Deed[]> => fc.constant(deeds)
const perhaps = (deed: fc.Arbitrary<Deed> | Deed): fc.Arbitrary<Deed[]> =>
  fc.oneof(exactly(), "map" in deed ? deed.map((one): Deed[] => [one]) : exactly(deed))
const inTurn = (...parts: fc.Arbitrary<Deed[]>[]): fc.Arbitrary<Deed[]> =>
  fc.tuple(...parts).map((deeds) => deeds.flat())

/** What lives come to; each begins with a cart and has its own chances on the way. */
const courses = {
  "comes back piece by piece": inTurn(
    payments,
    exactly({ deed: "deliver" }),
    perhaps({ deed: "activate" }),
    takingBack,
  ),
  "is changed by the staff and comes back in part": inTurn(
    editing.map((one) => [one]),
    payments,
    perhaps(editing),
    exactly({ deed: "deliver" }),
    takingBack,
  ),
  "is canceled": inTurn(
    payments,
    perhaps(editing),
    perhaps({ deed: "activate" }),
    exactly({ deed: "cancel" }),
  ),
  "is paid back for a complaint": inTurn(
    exactly({ deed: "pay" }, { deed: "deliver" }),
    share.map((part) => [{ deed: "refund", part }]),
    perhaps({ deed: "activate" }),
    fc.oneof(takingBack, exactly()),
  ),
  "goes to somebody else": inTurn(
    payments,
    exactly({ deed: "deliver" }),
    perhaps({ deed: "activate" }),
    exactly({ deed: "handOver" }),
    takingBack,
  ),
  "is claimed or exchanged": inTurn(
    exactly({ deed: "pay" }, { deed: "deliver" }),
    fc
      .oneof(
        fc.record({
          deed: fc.constant("claim" as const),
          good: some,
          type: fc.constantFrom("refund", "replace"),
        }),
        fc.record({ deed: fc.constant("exchange" as const), good: some }),
      )
      .map((one) => [one]),
    perhaps({ deed: "requestReturn", good: "shoes" }),
    perhaps(takingBack.map(([one]) => one)),
  ),
} satisfies Record<string, fc.Arbitrary<Deed[]>>

export type Course = keyof typeof courses
export const courseNames = Object.keys(courses) as Course[]

export const livesThat = (course: Course): fc.Arbitrary<Life> =>
  fc.record({
    region: fc.constantFrom<RegionName>("eur", "rub"),
    goods: fc.record({
      shoes: fc.integer({ min: 1, max: 3 }),
      red: fc.integer({ min: 1, max: 3 }),
      book: fc.integer({ min: 1, max: 2 }),
    }),
    points: fc.constantFrom(0, 1, 50, 777, 3_333, 5_000),
    deeds: courses[course],
  })

/** Lives it, for new people, who had points before. `meanwhile` runs before each deed, together with nothing else. */
export async function live(
  store: Store,
  { region, goods, points: spent, deeds }: Life,
  meanwhile: () => void,
): Promise<Lived> {
  const points = new Points(store)
  const people = [await store.shop.customer(), await store.shop.customer()]
  const [buyer, other] = people
  await points.give(buyer, 3_000, daysFromNow(30))
  await points.give(buyer, 4_000, daysFromNow(60))

  const cart = await store.shop.carts.create({ customer: buyer, region, items: goods })
  if (spent > 0) await points.apply(cart, spent)
  const placed = await store.shop.carts.complete(cart)
  const order = await store.shop.orders.get(placed)

  const refused: string[] = []
  for (const deed of deeds) {
    meanwhile()
    try {
      await doing(store, order, other)[deed.deed](deed as never)
    } catch (error) {
      refused.push(`${deed.deed} ${refusalOf(error)}`)
    }
  }
  return { people, order, refused }
}

/** The store said no, or there is nothing left to do it with: an edit has taken the line out. Anything else is a fault. */
function refusalOf(error: unknown): string {
  if (error instanceof RefusedError && error.answer.status < 500) return String(error.answer.status)
  if (error instanceof Error && /^There is no \w+ in the order\.$/.test(error.message)) return error.message
  throw error
}

/** How each thing is done: over the routes that the staff's screens use. */
function doing(store: Store, order: Order, other: Customer) {
  const { orders } = store.shop
  const cents = (amount: number): number => Math.round(amount * 100) / 100
  const money = (part: number): number => cents(order.total * part)
  type Of<Name extends Deed["deed"]> = Extract<Deed, { deed: Name }>
  return {
    pay: ({ part = 1 }: Of<"pay">) =>
      orders.capture(
        order,
        part === 1 ? undefined : part === "rest" ? cents(order.total - money(0.4)) : money(part),
      ),
    deliver: () => orders.deliver(order),
    takeBack: async ({ good, damaged }: Of<"takeBack">) => {
      const returned = await orders.requestReturn(order, { [good]: 1 })
      await orders.receiveReturn(order, returned, { [damaged ? "damaged" : "sound"]: { [good]: 1 } })
    },
    requestReturn: ({ good }: Of<"requestReturn">) => orders.requestReturn(order, { [good]: 1 }),
    refund: ({ part }: Of<"refund">) => orders.refund(order, money(part)),
    edit: ({ change, add, carryOver }: Of<"edit">) =>
      orders.edit(order, { change, add, carryOverPromotions: carryOver }),
    claim: async ({ good, type }: Of<"claim">) => {
      const replacement = type === "replace" ? { [good]: 1 } : undefined
      const claim = { type, items: { [good]: 1 }, sendBack: { [good]: 1 }, replacement }
      const { returned } = await orders.claim(order, claim)
      if (returned) await orders.receiveReturn(order, returned, { sound: { [good]: 1 } })
    },
    exchange: async ({ good }: Of<"exchange">) => {
      const { returned } = await orders.exchange(order, { sendBack: { [good]: 1 }, sendOut: { blue: 1 } })
      if (returned) await orders.receiveReturn(order, returned, { sound: { [good]: 1 } })
    },
    cancel: () => orders.cancel(order),
    handOver: () => orders.transfer(order, other),
    activate: () => new Points(store).run("activate", activationDay()),
  } satisfies { [Name in Deed["deed"]]: (deed: Of<Name>) => Promise<unknown> }
}
