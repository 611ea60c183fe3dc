import { type HttpTypes } from "@medusajs/framework/types"
import { type HttpClient } from "./http"

/** Germany and Russia show prices with tax, the United States without. */
export const regions = {
  eur: { country: "de", currency: "eur", taxIncluded: true, taxPercent: 19, shipping: 10 },
  usd: { country: "us", currency: "usd", taxIncluded: false, taxPercent: 10, shipping: 10 },
  rub: { country: "ru", currency: "rub", taxIncluded: true, taxPercent: 20, shipping: 500 },
} as const
export type RegionName = keyof typeof regions

interface Good {
  eur: number
  usd: number
  rub: number
  isGiftCard?: true
  notDiscountable?: true
  /** Books are taxed less in Germany: 7 %. */
  reducedTax?: true
}

/** What the shop sells, and what each thing costs. */
export const goods = {
  shoes: { eur: 119, usd: 100, rub: 11_900 },
  red: { eur: 33.33, usd: 33.33, rub: 3_333 },
  green: { eur: 33.33, usd: 33.33, rub: 3_333 },
  blue: { eur: 33.33, usd: 33.33, rub: 3_333 },
  book: { eur: 10.7, usd: 10, rub: 1_070, reducedTax: true },
  sticker: { eur: 0.01, usd: 0.01, rub: 0.01 },
  giftCard: { eur: 50, usd: 50, rub: 5_000, isGiftCard: true },
  fixedPriceLamp: { eur: 40, usd: 40, rub: 4_000, notDiscountable: true },
} as const satisfies Record<string, Good>
export type GoodName = keyof typeof goods
/** How many of what: `{ shoes: 3, book: 1 }`. */
export type Basket = Partial<Record<GoodName, number>>

export interface Catalogue {
  publishableKey: string
  salesChannelId: string
  locationId: string
  regionId: Record<RegionName, string>
  productId: Record<GoodName, string>
  variantId: Record<GoodName, string>
  shipping: { free: string; paid: string; return: string }
}

/** Fills an empty store over its admin routes. */
export async function stockCatalogue(admin: HttpClient): Promise<Catalogue> {
  const salesChannelId = await openSalesChannel(admin)
  const publishableKey = await issueKey(admin, salesChannelId)
  const regionId = await openRegions(admin)
  const { locationId, shipping } = await openShipping(admin, salesChannelId, regionId)
  const made = await createGoods(admin, { salesChannelId, regionId, profileId: await shippingProfile(admin) })
  await levyTaxes(admin, made.productId)
  return { publishableKey, salesChannelId, locationId, regionId, shipping, ...made }
}

async function openSalesChannel(admin: HttpClient): Promise<string> {
  type Made = { sales_channel: HttpTypes.AdminSalesChannel }
  return (await admin.post<Made>("/admin/sales-channels", { name: "Web shop" })).sales_channel.id
}

async function issueKey(admin: HttpClient, salesChannelId: string): Promise<string> {
  type Made = { api_key: HttpTypes.AdminApiKeyResponse["api_key"] }
  const { api_key: key } = await admin.post<Made>("/admin/api-keys", {
    title: "Web shop",
    type: "publishable",
  })
  await admin.post(`/admin/api-keys/${key.id}/sales-channels`, { add: [salesChannelId] })
  return key.token
}

async function openRegions(admin: HttpClient): Promise<Record<RegionName, string>> {
  const { stores } = await admin.get<HttpTypes.AdminStoreListResponse>("/admin/stores")
  await admin.post(`/admin/stores/${stores[0].id}`, {
    supported_currencies: byRegion((name) => ({
      currency_code: regions[name].currency,
      is_default: name === "eur",
    })),
  })
  const ids = await Promise.all(
    byRegion(async (name) => {
      const { country, currency, taxIncluded } = regions[name]
      const { region } = await admin.post<HttpTypes.AdminRegionResponse>("/admin/regions", {
        name: `Region ${currency}`,
        currency_code: currency,
        countries: [country],
        is_tax_inclusive: taxIncluded,
        payment_providers: ["pp_system_default"],
      })
      return [name, region.id] as const
    }),
  )
  return Object.fromEntries(ids) as Record<RegionName, string>
}

async function shippingProfile(admin: HttpClient): Promise<string> {
  const path = "/admin/shipping-profiles"
  const { shipping_profiles: found } = await admin.get<HttpTypes.AdminShippingProfileListResponse>(path)
  if (found[0]) return found[0].id
  const made = await admin.post<HttpTypes.AdminShippingProfileResponse>(path, {
    name: "Default",
    type: "default",
  })
  return made.shipping_profile.id
}

async function openShipping(admin: HttpClient, salesChannelId: string, regionId: Record<RegionName, string>) {
  type Location = HttpTypes.AdminStockLocationResponse
  const made = await admin.post<Location>("/admin/stock-locations", {
    name: "Warehouse",
    address: { address_1: "Hafenstrasse 1", country_code: "de" },
  })
  const locationPath = `/admin/stock-locations/${made.stock_location.id}`
  await admin.post(`${locationPath}/sales-channels`, { add: [salesChannelId] })
  await admin.post(`${locationPath}/fulfillment-providers`, { add: ["manual_manual"] })
  const { stock_location: location } = await admin.post<Location>(
    `${locationPath}/fulfillment-sets?fields=*fulfillment_sets`,
    { name: "Parcels", type: "shipping" },
  )
  const setId = location.fulfillment_sets![0].id
  const { fulfillment_set: set } = await admin.post<HttpTypes.AdminFulfillmentSetResponse>(
    `/admin/fulfillment-sets/${setId}/service-zones`,
    {
      name: "Everywhere",
      geo_zones: byRegion((name) => ({ type: "country", country_code: regions[name].country })),
    },
  )
  const profileId = await shippingProfile(admin)

  const option = async (
    name: string,
    priceOf: (region: RegionName) => number,
    isReturn = false,
  ): Promise<string> => {
    type Made = HttpTypes.AdminShippingOptionResponse
    const { shipping_option } = await admin.post<Made>("/admin/shipping-options", {
      name,
      service_zone_id: set.service_zones[0].id,
      shipping_profile_id: profileId,
      provider_id: "manual_manual",
      price_type: "flat",
      type: { label: name, code: name, description: name },
      prices: byRegion((region) => ({ region_id: regionId[region], amount: priceOf(region) })),
      rules: [
        { attribute: "enabled_in_store", operator: "eq", value: "true" },
        { attribute: "is_return", operator: "eq", value: String(isReturn) },
      ],
    })
    return shipping_option.id
  }
  const shipping = {
    free: await option("free", () => 0),
    paid: await option("paid", (region) => regions[region].shipping),
    return: await option("return", () => 0, true),
  }
  return { locationId: location.id, shipping }
}

interface Surroundings {
  salesChannelId: string
  regionId: Record<RegionName, string>
  profileId: string
}

async function createGoods(admin: HttpClient, { salesChannelId, regionId, profileId }: Surroundings) {
  const made: Pick<Catalogue, "productId" | "variantId"> = {
    productId: {} as Record<GoodName, string>,
    variantId: {} as Record<GoodName, string>,
  }
  await Promise.all(
    Object.entries<Good>(goods).map(async ([name, good]) => {
      const { product } = await admin.post<HttpTypes.AdminProductResponse>("/admin/products", {
        title: name,
        status: "published",
        is_giftcard: good.isGiftCard ?? false,
        discountable: !good.notDiscountable,
        sales_channels: [{ id: salesChannelId }],
        shipping_profile_id: profileId,
        options: [{ title: "Kind", values: ["only"] }],
        variants: [
          {
            title: name,
            options: { Kind: "only" },
            manage_inventory: false,
            // Only a price that carries the region's rule follows the region in including tax or not.
            prices: byRegion((region) => ({
              currency_code: regions[region].currency,
              amount: good[region],
              rules: { region_id: regionId[region] },
            })),
          },
        ],
      })
      made.productId[name as GoodName] = product.id
      made.variantId[name as GoodName] = product.variants![0].id
    }),
  )
  return made
}

async function levyTaxes(admin: HttpClient, productId: Record<GoodName, string>): Promise<void> {
  const taxRegions = await Promise.all(
    byRegion((name) => {
      const { country, taxPercent } = regions[name]
      return admin.post<HttpTypes.AdminTaxRegionResponse>("/admin/tax-regions", {
        country_code: country,
        provider_id: "tp_system",
        default_tax_rate: { rate: taxPercent, code: `standard-${country}`, name: "Standard" },
      })
    }),
  )
  const reduced = Object.entries<Good>(goods).filter(([, good]) => good.reducedTax)
  await admin.post("/admin/tax-rates", {
    tax_region_id: taxRegions[0].tax_region.id,
    rate: 7,
    code: "reduced-de",
    name: "Reduced",
    rules: reduced.map(([name]) => ({ reference: "product", reference_id: productId[name as GoodName] })),
  })
}

function byRegion<T>(make: (name: RegionName) => T): T[] {
  return (Object.keys(regions) as RegionName[]).map(make)
}
