import type { Leaf } from "../rules/condition"
import { failureOf, type Visit } from "./rule-shop"

interface Row {
  condition: Leaf
  holds: Visit[]
  fails: Visit[]
}

const guest: Visit = { member: null }
const inDollars: Visit = { order: { currencyCode: "usd" } }

const aboutGoods: [string, Row][] = [
  [
    "are the product",
    {
      condition: { code: "product", in: ["tea", "coffee"] },
      holds: [{ line: { productId: "tea" } }, { line: { productId: "coffee" } }],
      fails: [{ line: { productId: "cup" } }, { line: { productId: null } }],
    },
  ],
  [
    "are the variant",
    {
      condition: { code: "variant", in: ["tea_100g"] },
      holds: [{ line: { variantId: "tea_100g" } }],
      fails: [{ line: { variantId: "tea_50g" } }, { line: { variantId: null } }],
    },
  ],
  [
    "lie in the category or anywhere below it",
    {
      condition: { code: "category", in: ["drinks", "toys"] },
      holds: [
        { goods: { categoryIds: ["drinks"] } },
        { goods: { categoryIds: ["green_tea", "tea", "drinks"] } },
      ],
      fails: [{ goods: { categoryIds: ["cups"] } }, { goods: { categoryIds: [] } }],
    },
  ],
  [
    "lie in a category that the member has chosen",
    {
      condition: { code: "chosen_category" },
      holds: [
        { goods: { categoryIds: ["tea", "drinks"] }, member: { chosenCategoryIds: ["toys", "drinks"] } },
      ],
      fails: [
        { goods: { categoryIds: ["tea", "drinks"] }, member: { chosenCategoryIds: ["toys"] } },
        { goods: { categoryIds: ["tea", "drinks"] }, member: { chosenCategoryIds: [] } },
        { goods: { categoryIds: [] }, member: { chosenCategoryIds: ["toys"] } },
        { goods: { categoryIds: ["tea", "drinks"] }, ...guest },
      ],
    },
  ],
  [
    "lie in a category that the rule names and the member has chosen",
    {
      condition: { code: "chosen_category", in: ["drinks", "toys"] },
      holds: [
        { goods: { categoryIds: ["tea", "drinks"] }, member: { chosenCategoryIds: ["tea", "drinks"] } },
      ],
      fails: [
        { goods: { categoryIds: ["tea", "drinks"] }, member: { chosenCategoryIds: ["tea", "toys"] } },
        { goods: { categoryIds: ["drinks"] }, member: { chosenCategoryIds: [] } },
      ],
    },
  ],
  [
    "belong to the collection",
    {
      condition: { code: "collection", in: ["spring"] },
      holds: [{ goods: { collectionId: "spring" } }],
      fails: [{ goods: { collectionId: "autumn" } }, { goods: { collectionId: null } }],
    },
  ],
  [
    "are of the type",
    {
      condition: { code: "type", in: ["loose"] },
      holds: [{ goods: { typeId: "loose" } }],
      fails: [{ goods: { typeId: "bags" } }, { goods: { typeId: null } }],
    },
  ],
  [
    "carry one of the tags",
    {
      condition: { code: "tag", in: ["new", "organic"] },
      holds: [{ goods: { tagIds: ["sale", "organic"] } }],
      fails: [{ goods: { tagIds: ["sale"] } }, {}],
    },
  ],
  [
    "are sold below their usual price",
    {
      condition: { code: "discounted" },
      holds: [{ goods: { isDiscounted: true } }],
      fails: [{ goods: { isDiscounted: false } }, {}],
    },
  ],
  [
    "cost so much on their line, both ends included, what points paid counted in",
    {
      condition: { code: "line_amount", currency_code: "EUR", min: 10.1, max: 20 },
      holds: [
        { line: { total: "10.1" } },
        { line: { total: "20.00" } },
        { line: { total: "5.05", paidWithPoints: "5.05" } },
      ],
      fails: [
        { line: { total: "10.099999" } },
        { line: { total: "20.01" } },
        { line: { total: "20", paidWithPoints: "0.01" } },
        { line: { total: "15" }, ...inDollars },
      ],
    },
  ],
  [
    "are so many on their line",
    {
      condition: { code: "line_quantity", min: 2, max: 3 },
      holds: [{ line: { quantity: 2 } }, { line: { quantity: 3 } }],
      fails: [{ line: { quantity: 1 } }, { line: { quantity: 3.5 } }],
    },
  ],
  [
    "say so in the product's metadata, in just that kind of value",
    {
      condition: { code: "product_metadata", key: "organic", equals: true },
      holds: [{ goods: { metadata: { organic: true } } }],
      fails: [
        { goods: { metadata: { organic: "true" } } },
        { goods: { metadata: { organic: false } } },
        { goods: { metadata: { fresh: true } } },
      ],
    },
  ],
]

const aboutOrder: [string, Row][] = [
  [
    "costs so much, delivery left out and what points paid counted in",
    {
      condition: { code: "order_amount", currency_code: "eur", min: 50 },
      holds: [{ line: { total: "50" } }, { line: { total: "30", paidWithPoints: "20" } }],
      fails: [
        { line: { total: "49.99" }, order: { shippingTotal: "10" } },
        { line: { total: "80" }, ...inDollars },
        // A gift card pays for goods later, and would count twice.
        { line: { total: "80", isGiftCard: true } },
      ],
    },
  ],
  [
    "costs no more than that",
    {
      condition: { code: "order_amount", currency_code: "eur", max: 50 },
      holds: [{ line: { total: "50" } }, { line: { total: "0" } }],
      fails: [{ line: { total: "50.01" } }],
    },
  ],
  [
    "has so many pieces",
    {
      condition: { code: "order_quantity", min: 3 },
      holds: [{ line: { quantity: 3 } }],
      fails: [{ line: { quantity: 2 } }],
    },
  ],
  [
    "is paid in the currency",
    {
      condition: { code: "currency", in: ["RUB", "EUR"] },
      holds: [{}, { order: { currencyCode: "Rub" } }],
      fails: [inDollars],
    },
  ],
  [
    "came by the sales channel",
    {
      condition: { code: "sales_channel", in: ["web"] },
      holds: [{ order: { salesChannelId: "web" } }],
      fails: [{ order: { salesChannelId: "till" } }, { order: { salesChannelId: null } }],
    },
  ],
  [
    "came from the region",
    {
      condition: { code: "region", in: ["europe"] },
      holds: [{ circumstances: { regionId: "europe" } }],
      fails: [{ circumstances: { regionId: "asia" } }, {}],
    },
  ],
  [
    "is sent to the country, however it is written in the rule",
    {
      condition: { code: "country", in: ["DE", "at"] },
      holds: [{ circumstances: { countryCode: "de" } }, { circumstances: { countryCode: "at" } }],
      fails: [{ circumstances: { countryCode: "fr" } }, {}],
    },
  ],
  [
    "is paid by the method",
    {
      condition: { code: "payment_method", in: ["pp_card"] },
      holds: [{ circumstances: { paymentProviderIds: ["pp_voucher", "pp_card"] } }],
      fails: [{ circumstances: { paymentProviderIds: ["pp_cash"] } }, {}],
    },
  ],
  [
    "is sent by the method",
    {
      condition: { code: "shipping_method", in: ["so_pickup"] },
      holds: [{ circumstances: { shippingOptionIds: ["so_pickup"] } }],
      fails: [{ circumstances: { shippingOptionIds: ["so_courier"] } }, {}],
    },
  ],
  [
    "used a promo code, whichever",
    {
      condition: { code: "promo_code" },
      holds: [{ circumstances: { promotionCodes: ["SPRING"] } }],
      fails: [{}],
    },
  ],
  [
    "used this promo code",
    {
      condition: { code: "promo_code", in: ["SPRING"] },
      holds: [{ circumstances: { promotionCodes: ["FRIEND", "SPRING"] } }],
      fails: [{ circumstances: { promotionCodes: ["FRIEND"] } }, {}],
    },
  ],
  [
    "says so in its metadata",
    {
      condition: { code: "order_metadata", key: "till", equals: 7 },
      holds: [{ circumstances: { metadata: { till: 7 } } }],
      fails: [{ circumstances: { metadata: { till: "7" } } }, {}],
    },
  ],
]

const aboutMember: [string, Row][] = [
  [
    "is in the customer group",
    {
      condition: { code: "customer_group", in: ["friends", "staff"] },
      holds: [{ member: { groupIds: ["wholesale", "staff"] } }],
      fails: [{ member: { groupIds: ["wholesale"] } }, { member: { groupIds: [] } }, guest],
    },
  ],
  [
    "has reached the tier",
    {
      condition: { code: "tier", in: ["silver", "gold"] },
      holds: [{ member: { tierId: "gold" } }],
      fails: [{ member: { tierId: "bronze" } }, { member: { tierId: null } }, guest],
    },
  ],
  [
    "has joined the club",
    {
      condition: { code: "club", in: ["tea_lovers"] },
      holds: [{ member: { clubIds: ["runners", "tea_lovers"] } }],
      fails: [{ member: { clubIds: ["runners"] } }, {}, guest],
    },
  ],
  [
    "is in the segment",
    {
      condition: { code: "segment", in: ["regulars"] },
      holds: [{ member: { segmentIds: ["big_spenders", "regulars"] } }],
      fails: [{ member: { segmentIds: ["big_spenders"] } }, {}, guest],
    },
  ],
  [
    "orders for the first or the third time",
    {
      condition: { code: "order_number", is: [1, 3] },
      holds: [{ member: { orderNumber: 1 } }, { member: { orderNumber: 3 } }],
      fails: [{ member: { orderNumber: 2 } }, guest],
    },
  ],
  [
    "orders for each tenth time",
    {
      condition: { code: "order_number", every: 10 },
      holds: [{ member: { orderNumber: 10 } }, { member: { orderNumber: 30 } }],
      fails: [{ member: { orderNumber: 11 } }, { member: { orderNumber: 1 } }, guest],
    },
  ],
  [
    "orders for one of the first three times, or from then on",
    {
      condition: { code: "order_number", min: 2, max: 3 },
      holds: [{ member: { orderNumber: 2 } }, { member: { orderNumber: 3 } }],
      fails: [{ member: { orderNumber: 1 } }, { member: { orderNumber: 4 } }, guest],
    },
  ],
]

function check(_: string, { condition, holds, fails }: Row): void {
  for (const visit of holds) expect(failureOf(condition, visit)).toBeNull()
  for (const visit of fails) expect(failureOf(condition, visit)).toBe(condition.code)
}

describe("a rule for goods that", () => {
  it.each(aboutGoods)("%s", check)
})

describe("a rule for an order that", () => {
  it.each(aboutOrder)("%s", check)
})

describe("a rule for a member who", () => {
  it.each(aboutMember)("%s", check)
})
