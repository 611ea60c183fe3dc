import { scaled } from "../money"
import type { Scene, SceneLine } from "./scene"

type Either<Codes extends string, Values> = { [Code in Codes]: { code: Code } & Values }[Codes]

/** From and until, both included; one of them may be missing. */
interface Range {
  min?: number
  max?: number
}

/** Money in major units, of orders in this currency only. */
type AmountRange = Range & { currency_code: string }

/** Asked of one line, and of the goods on it. */
type LineCondition =
  /** `category`: or anything below it. */
  | Either<"product" | "variant" | "category" | "collection" | "tag" | "type", { in: string[] }>
  /** One that the member has chosen for the period; without `in`, whichever. */
  | { code: "chosen_category"; in?: string[] }
  | { code: "discounted" }
  | ({ code: "line_amount" } & AmountRange)
  | ({ code: "line_quantity" } & Range)
  | { code: "product_metadata"; key: string; equals: string | number | boolean }

/** Asked of the whole order, and of who placed it and when. */
type OrderCondition =
  | ({ code: "order_amount" } & AmountRange)
  | ({ code: "order_quantity" } & Range)
  | Either<"currency" | "sales_channel" | "region" | "country", { in: string[] }>
  | Either<"payment_method" | "shipping_method", { in: string[] }>
  /** Without `in`: any code at all. */
  | { code: "promo_code"; in?: string[] }
  | { code: "order_metadata"; key: string; equals: string | number | boolean }
  /** 1 is Monday, 7 is Sunday, in the program's time zone. */
  | { code: "weekday"; in: number[] }
  /** "18:00" to "23:30", the end left out; an end before the beginning is on the next day. */
  | { code: "hours"; from: string; to: string }
  /** Days of the program's time zone, both included. */
  | { code: "dates"; from?: string; to?: string }
  | Either<"customer_group" | "segment" | "tier" | "club", { in: string[] }>
  /** Which of the member's orders: the first, the third, each tenth, the first three. */
  | ({ code: "order_number"; is?: number[]; every?: number } & Range)

export type Leaf = LineCondition | OrderCondition

/** A condition, or several together. `some_line`: the order has such a line, which need not be the one that earns. */
export type Condition =
  Leaf | { all: Condition[] } | { any: Condition[] } | { not: Condition } | { some_line: Condition }

/** Null where the condition holds, otherwise the code of what did not. */
export type Test = (scene: Scene, line: SceneLine) => string | null

const holds = null

/** What a condition asks, in two: of the order alone, once, and then of each line. It holds where both do. */
export interface Questions {
  ofOrder: Test
  ofLine: Test
}

/** What concerns the whole order is taken out of the condition, so that it is not asked of each line. */
export function questionsOf(condition: Condition): Questions {
  const parts = conjunctsOf(condition)
  return {
    ofOrder: allOf(parts.filter((part) => !asksOfLine(part)).map(testOf)),
    ofLine: allOf(parts.filter(asksOfLine).map(testOf)),
  }
}

function conjunctsOf(condition: Condition): Condition[] {
  return "all" in condition ? condition.all.flatMap(conjunctsOf) : [condition]
}

const lineCodes: Record<LineCondition["code"], true> = {
  product: true,
  variant: true,
  category: true,
  collection: true,
  tag: true,
  type: true,
  chosen_category: true,
  discounted: true,
  line_amount: true,
  line_quantity: true,
  product_metadata: true,
}

function asksOfLine(condition: Condition): boolean {
  if ("all" in condition) return condition.all.some(asksOfLine)
  if ("any" in condition) return condition.any.some(asksOfLine)
  if ("not" in condition) return asksOfLine(condition.not)
  return "code" in condition && condition.code in lineCodes
}

/** Reads the condition once, so that asking it of many lines is cheap. */
export function testOf(condition: Condition): Test {
  if ("all" in condition) return allOf(condition.all.map(testOf))
  if ("any" in condition) return anyOf(condition.any.map(testOf))
  if ("not" in condition) return notOf(testOf(condition.not), nameOf(condition.not))
  if ("some_line" in condition) return someLine(testOf(condition.some_line))
  const is = leafOf(condition)
  return (scene, line) => (is(scene, line) ? holds : condition.code)
}

function allOf(tests: readonly Test[]): Test {
  return (scene, line) => {
    for (const test of tests) {
      const failed = test(scene, line)
      if (failed !== holds) return failed
    }
    return holds
  }
}

function anyOf(tests: readonly Test[]): Test {
  return (scene, line) => {
    let failed: string | null = tests.length === 0 ? "any" : holds
    for (const test of tests) {
      failed = test(scene, line)
      if (failed === holds) return holds
    }
    return failed
  }
}

function notOf(test: Test, name: string): Test {
  return (scene, line) => (test(scene, line) === holds ? `not_${name}` : holds)
}

/** Looks at the lines once an order, however many lines it is asked for. */
function someLine(test: Test): Test {
  const answers = new WeakMap<Scene, string | null>()
  return (scene) => {
    const known = answers.get(scene)
    if (known !== undefined) return known
    const answer = anyLineOf(scene, test)
    answers.set(scene, answer)
    return answer
  }
}

function anyLineOf(scene: Scene, test: Test): string | null {
  let failed: string | null = null
  for (const line of scene.lines) {
    const because = test(scene, line)
    if (because === holds) return holds
    failed ??= because
  }
  return failed ?? "some_line"
}

function nameOf(condition: Condition): string {
  return "code" in condition ? condition.code : Object.keys(condition)[0]
}

function leafOf(leaf: Leaf): (scene: Scene, line: SceneLine) => boolean {
  switch (leaf.code) {
    case "product":
      return oneOf(leaf.in, (_, line) => line.productId)
    case "variant":
      return oneOf(leaf.in, (_, line) => line.variantId)
    case "collection":
      return oneOf(leaf.in, (_, { goods }) => goods.collectionId)
    case "type":
      return oneOf(leaf.in, (_, { goods }) => goods.typeId)
    case "category":
      return someOf(leaf.in, (_, { goods }) => goods.categoryIds)
    case "tag":
      return someOf(leaf.in, (_, { goods }) => goods.tagIds)
    case "chosen_category":
      return ({ member }, { goods }) => chosenOf(leaf, member, goods) !== null
    case "discounted":
      return (_, { goods }) => goods.isDiscounted
    case "line_amount":
      return amountWithin(leaf, (_, { amount }) => amount)
    case "order_amount":
      return amountWithin(leaf, ({ amount }) => amount)
    case "line_quantity":
      return (_, { quantity }) => within(leaf, quantity)
    case "order_quantity":
      return ({ quantity }) => within(leaf, quantity)
    case "product_metadata":
      return (_, { goods }) => goods.metadata[leaf.key] === leaf.equals
    case "order_metadata":
      return ({ order }) => order.metadata[leaf.key] === leaf.equals
    case "currency":
      return oneOf(
        leaf.in.map((code) => code.toLowerCase()),
        ({ currencyCode }) => currencyCode,
      )
    case "sales_channel":
      return oneOf(leaf.in, ({ salesChannelId }) => salesChannelId)
    case "region":
      return oneOf(leaf.in, ({ order }) => order.regionId)
    case "country":
      return oneOf(
        leaf.in.map((code) => code.toLowerCase()),
        ({ order }) => order.countryCode,
      )
    case "payment_method":
      return someOf(leaf.in, ({ order }) => order.paymentProviderIds)
    case "shipping_method":
      return someOf(leaf.in, ({ order }) => order.shippingOptionIds)
    case "promo_code":
      return leaf.in === undefined
        ? ({ order }) => order.promotionCodes.length > 0
        : someOf(leaf.in, ({ order }) => order.promotionCodes)
    case "weekday":
      return ({ weekday }) => leaf.in.includes(weekday)
    case "hours":
      return hoursOf(leaf.from, leaf.to)
    case "dates":
      return ({ date }) => (leaf.from ?? date) <= date && date <= (leaf.to ?? date)
    case "customer_group":
      return someOf(leaf.in, ({ member }) => member?.groupIds ?? [])
    case "segment":
      return someOf(leaf.in, ({ member }) => member?.segmentIds ?? [])
    case "club":
      return someOf(leaf.in, ({ member }) => member?.clubIds ?? [])
    case "tier":
      return oneOf(leaf.in, ({ member }) => member?.tierId ?? null)
    case "order_number":
      return ({ member }) => member !== null && isNumbered(leaf, member.orderNumber)
  }
}

/** Which of the categories that the member has chosen the goods are in; null: in none. */
export function chosenOf(
  { in: wanted }: { in?: readonly string[] },
  member: Scene["member"],
  { categoryIds }: SceneLine["goods"],
): string | null {
  return (
    member?.chosenCategoryIds.find(
      (id) => categoryIds.includes(id) && (wanted === undefined || wanted.includes(id)),
    ) ?? null
  )
}

type Ask<Value> = (scene: Scene, line: SceneLine) => Value

function oneOf(wanted: readonly string[], ask: Ask<string | null>): Ask<boolean> {
  const set = new Set(wanted)
  return (scene, line) => set.has(ask(scene, line) ?? "")
}

function someOf(wanted: readonly string[], ask: Ask<readonly string[]>): Ask<boolean> {
  const set = new Set(wanted)
  return (scene, line) => ask(scene, line).some((one) => set.has(one))
}

function within({ min = -Infinity, max = Infinity }: Range, value: number): boolean {
  return min <= value && value <= max
}

function amountWithin({ currency_code, min, max }: AmountRange, ask: Ask<bigint>): Ask<boolean> {
  const currency = currency_code.toLowerCase()
  const least = min === undefined ? null : scaled(min)
  const most = max === undefined ? null : scaled(max)
  return (scene, line) => {
    if (scene.currencyCode !== currency) return false
    const amount = ask(scene, line)
    return (least === null || amount >= least) && (most === null || amount <= most)
  }
}

function hoursOf(from: string, to: string): Ask<boolean> {
  const [start, end] = [minutesOf(from), minutesOf(to)]
  return ({ minuteOfDay: now }) => (start <= end ? start <= now && now < end : start <= now || now < end)
}

function minutesOf(clock: string): number {
  const [hours, minutes] = clock.split(":").map(Number)
  return hours * 60 + minutes
}

function isNumbered(
  { is, every, ...range }: { is?: number[]; every?: number } & Range,
  number: number,
): boolean {
  if (is !== undefined && !is.includes(number)) return false
  if (every !== undefined && number % every !== 0) return false
  return within(range, number)
}
