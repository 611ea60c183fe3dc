import { config, sdk } from "/store.js"

const key = "shop.region"

export const { regions } = await sdk.store.region.list({ fields: "id,name,currency_code,*countries" })

const withId = (id) => regions.find((region) => region.id === id)

let current = withId(localStorage.getItem(key)) ?? withId(config.region_id) ?? regions[0]

export const region = () => current
export const countryCode = () => current.countries[0]?.iso_2

export function setRegion(id) {
  current = withId(id)
  localStorage.setItem(key, id)
}
