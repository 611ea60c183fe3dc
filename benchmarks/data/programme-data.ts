import type { LineFacts } from "../../src/modules/loyalty/domain/earning/facts"
import type { EarningFacts } from "../../src/modules/loyalty/domain/earning/base"
import { toPoints } from "../../src/modules/loyalty/domain/points"
import { defaultTerms, type ProgramTerms } from "../../src/modules/loyalty/domain/program"
import type { Condition } from "../../src/modules/loyalty/domain/rules/condition"
import { ready, unlimited, type Programme } from "../../src/modules/loyalty/domain/rules/programme"
import { noLimits, programDates, type Effect, type Rule } from "../../src/modules/loyalty/domain/rules/rule"
import { newMember, noCircumstances, type GoodsFacts } from "../../src/modules/loyalty/domain/rules/scene"

/** In the shop's time zone. */
const noon = new Date(Date.UTC(2026, 0, 1, 9))
const categories = 1_000
const categoriesPerList = 100
const turns = 20
const prices = ["1190.00", "333.33", "107.00", "9.99", "499.90", "2350.50", "78.40"]

const idOf = (kind: string, number: number): string => `${kind}_${String(number).padStart(26, "0")}`

export const shopTerms: ProgramTerms = {
  ...defaultTerms,
  timeZone: "Europe/Moscow",
  rates: [
    {
      currencyCode: "rub",
      decimalDigits: 2,
      earn: { points: 1, perMinor: 2_500 },
      spend: { points: 1, worthMinor: 100 },
    },
  ],
}

/** A basket of different goods, of which each lies four categories deep. */
export function basketOf(lines: number): EarningFacts {
  return {
    currencyCode: "rub",
    salesChannelId: idOf("sc", 1),
    placedAt: noon,
    lines: Array.from({ length: lines }, (_, number): LineFacts => {
      const total = prices[number % prices.length]
      return {
        lineId: idOf("ordli", number),
        productId: idOf("prod", number),
        variantId: idOf("variant", number),
        quantity: 1 + (number % 3),
        returnedQuantity: 0,
        total,
        subtotal: (Number(total) / 1.2).toFixed(6),
        isGiftCard: number % 25 === 24,
        paidWithPoints: number % 10 === 0 ? "5" : "0",
      }
    }),
    shippingTotal: "399",
    creditTotal: "250",
  }
}

/** Rules as a large shop has them: about goods, sums, days and members, half of them with something to give. */
export function programmeOf(rules: number, lines: number): Programme {
  return {
    rules: ready(Array.from({ length: rules }, (_, number) => ruleOf(number))),
    context: {
      goods: Object.fromEntries(
        Array.from({ length: lines }, (_, number) => [idOf("ordli", number), goodsOf(number)]),
      ),
      order: { ...noCircumstances, regionId: idOf("reg", 1), countryCode: "ru", promotionCodes: ["SPRING"] },
      member: { ...newMember, tierId: "gold", groupIds: [idOf("cusgroup", 1)], orderNumber: 7 },
    },
    allowance: unlimited,
  }
}

function goodsOf(number: number): GoodsFacts {
  return {
    categoryIds: [0, 1, 2, 3].map((level) => idOf("pcat", (number * 7 + level * 250) % categories)),
    collectionId: idOf("pcol", number % 20),
    typeId: idOf("ptyp", number % 5),
    tagIds: [idOf("ptag", number % 30)],
    isDiscounted: number % 4 === 0,
    metadata: { brand: `brand ${number % 10}` },
  }
}

function categoriesFrom(turn: number): Condition {
  const ids = Array.from({ length: categoriesPerList }, (_, index) =>
    idOf("pcat", (turn * 130 + index) % categories),
  )
  return { code: "category", in: ids }
}

/** What goods, what lines of the order, and when, in groups that are three deep. */
function nested(turn: number): Condition {
  return {
    all: [
      {
        any: [
          { all: [categoriesFrom(turn), { not: { code: "discounted" } }] },
          {
            all: [
              { code: "tag", in: [idOf("ptag", turn)] },
              { code: "line_quantity", min: 2 },
            ],
          },
        ],
      },
      { some_line: { all: [{ code: "line_amount", currency_code: "rub", min: 2_000 }] } },
      { not: { some_line: { code: "product", in: [idOf("recalled", 1)] } } },
      { not: { code: "hours", from: "23:00", to: "06:00" } },
    ],
  }
}

/** Of each ten rules, these; `turn` counts the tens and begins anew after twenty. */
const kinds: ((turn: number) => { conditions: Condition; effect: Effect; exclusiveGroup?: string })[] = [
  (turn) => ({
    conditions: categoriesFrom(turn),
    effect: perAmount(false),
    exclusiveGroup: `categories ${turn % 5}`,
  }),
  (turn) => ({ conditions: nested(turn), effect: { code: "multiplier", millionths: 1_100_000 } }),
  (turn) => ({
    conditions: { all: [categoriesFrom(turn), { code: "tier", in: ["silver", "gold"] }] },
    effect: { code: "percent_back", basisPoints: 300, replacesBase: true },
  }),
  (turn) => ({
    conditions: { code: "product_metadata", key: "brand", equals: `brand ${turn}` },
    effect: { code: "fixed_points", points: toPoints(10), each: "unit" },
  }),
  (turn) => ({
    conditions: {
      all: [
        { code: "order_amount", currency_code: "rub", min: turn * 2_000 },
        { code: "country", in: ["ru", "by", "kz"] },
      ],
    },
    effect: { code: "fixed_points", points: toPoints(100), each: "order" },
    exclusiveGroup: `sums ${turn % 5}`,
  }),
  (turn) => ({ conditions: nested(turn + 5), effect: perAmount(true) }),
  (turn) => ({
    conditions: {
      all: [{ code: "weekday", in: [1 + (turn % 7), 1 + ((turn + 3) % 7)] }, categoriesFrom(turn)],
    },
    effect: { code: "multiplier", millionths: 1_500_000 },
    exclusiveGroup: "days",
  }),
  (turn) => ({
    conditions: {
      any: [
        { code: "promo_code", in: [`CODE${turn}`] },
        { code: "order_number", is: [turn] },
      ],
    },
    effect: { code: "fixed_points", points: toPoints(500), each: "order" },
  }),
  (turn) => ({
    conditions: { all: [{ code: "collection", in: [idOf("pcol", turn)] }, { not: { code: "discounted" } }] },
    effect: perAmount(false),
  }),
  (turn) => ({
    conditions: { code: "customer_group", in: [idOf("cusgroup", turn % 4)] },
    effect: { code: "multiplier", millionths: 1_050_000 },
  }),
]

function perAmount(wholeGroups: boolean): Effect {
  const rates = [{ currencyCode: "rub", points: 1, perMinor: 10_000 }]
  return { code: "points_per_amount", rates, wholeGroups, replacesBase: false }
}

function ruleOf(number: number): Rule {
  const { exclusiveGroup = null, ...kind } = kinds[number % kinds.length](
    Math.floor(number / kinds.length) % turns,
  )
  return {
    id: idOf("lrule", number),
    version: 1,
    name: `rule ${number}`,
    trigger: { code: "order" },
    priority: number % 17,
    exclusiveGroup,
    startsAt: null,
    endsAt: null,
    rounding: null,
    limits: { ...noLimits, perOrder: number % 3 === 0 ? toPoints(300) : null },
    dates: programDates,
    ...kind,
  }
}
