import { countryCode, region } from "/region.js"
import { loyalty, sdk } from "/store.js"

export const { product_categories: categories } = await sdk.store.category.list({
  fields: "id,handle,name,metadata",
})

const fields = "*variants.calculated_price,+metadata,*categories"

/** Everything on the shelves, at the prices of the region. */
export async function products() {
  const { products: found } = await sdk.store.product.list({ region_id: region().id, fields, limit: 100 })
  return found
}

export async function productOf(handle) {
  const { products: found } = await sdk.store.product.list({ region_id: region().id, fields, handle })
  return found[0] ?? null
}

/** Carts and orders keep the goods' English titles only. */
export async function titlesOf(lines) {
  const id = [...new Set(lines.map(({ product_id }) => product_id).filter(Boolean))]
  if (id.length === 0) return new Map()
  const { products: found } = await sdk.store.product.list({
    id,
    fields: "id,title,metadata,*variants",
    limit: id.length,
  })
  return new Map(found.map((product) => [product.id, product]))
}

export const priceOf = (variant) => variant.calculated_price?.calculated_amount ?? Infinity

export const cheapest = (product) =>
  product.variants.reduce((one, other) => (priceOf(other) < priceOf(one) ? other : one))

/** What each product of a list would earn, in one request. Points are an extra: without an answer the list goes without. */
export async function earningsOf(list) {
  const items = list
    .slice(0, 100)
    .map((product) => ({ product_id: product.id, variant_id: cheapest(product).id }))
  if (items.length === 0) return new Map()
  try {
    const earnings = await loyalty.earnings({ region_id: region().id, country_code: countryCode(), items })
    return new Map(earnings.map(({ product_id, points }) => [product_id, points]))
  } catch {
    return new Map()
  }
}
