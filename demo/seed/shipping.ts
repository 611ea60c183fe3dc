import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys, Modules } from "@medusajs/framework/utils"
import {
  createRefundReasonsWorkflow,
  createReturnReasonsWorkflow,
  createShippingOptionsWorkflow,
  createShippingProfilesWorkflow,
  createStockLocationsWorkflow,
  linkSalesChannelsToStockLocationWorkflow,
} from "@medusajs/medusa/core-flows"

const provider = "manual_manual"

/** One warehouse that ships to both countries and takes goods back. */
export async function seedShipping(container: MedusaContainer, salesChannelId: string) {
  const stockLocationId = await openWarehouse(container, salesChannelId)
  const shippingProfileId = await shippingProfile(container)
  const zones = await openZones(container, stockLocationId)

  await createShippingOptionsWorkflow(container).run({
    input: [
      option("Почта России", "standard", zones.ru, shippingProfileId, { rub: 350 }, "Five to nine days"),
      option(
        "Курьер",
        "express",
        zones.ru,
        shippingProfileId,
        { rub: 690 },
        "One to three days, to the door",
      ),
      option("DHL Paket", "standard", zones.de, shippingProfileId, { eur: 4.9 }, "Two to four days"),
      option("DHL Express", "express", zones.de, shippingProfileId, { eur: 12.9 }, "Next working day"),
      option("Возврат почтой", "return", zones.ru, shippingProfileId, { rub: 0 }, "Sent back by post"),
      option("Rücksendung", "return", zones.de, shippingProfileId, { eur: 0 }, "Sent back by parcel"),
    ],
  })
  await createReturnReasonsWorkflow(container).run({
    input: {
      data: [
        { value: "changed_mind", label: "Changed my mind", description: "Передумал(а)" },
        { value: "arrived_damaged", label: "Arrived damaged", description: "Приехало повреждённым" },
        { value: "wrong_item", label: "Wrong item", description: "Прислали не то" },
      ],
    },
  })
  await createRefundReasonsWorkflow(container).run({
    input: {
      data: [
        { label: "Goods returned", code: "goods_returned" },
        { label: "Goodwill", code: "goodwill" },
      ],
    },
  })
  return { stockLocationId, shippingProfileId }
}

async function openWarehouse(container: MedusaContainer, salesChannelId: string): Promise<string> {
  const { result } = await createStockLocationsWorkflow(container).run({
    input: {
      locations: [
        {
          name: "Workshop",
          address: {
            address_1: "nab. VI Armii 100",
            city: "Vologda",
            postal_code: "160000",
            country_code: "RU",
          },
        },
      ],
    },
  })
  const [{ id }] = result
  await container.resolve(ContainerRegistrationKeys.LINK).create({
    [Modules.STOCK_LOCATION]: { stock_location_id: id },
    [Modules.FULFILLMENT]: { fulfillment_provider_id: provider },
  })
  await linkSalesChannelsToStockLocationWorkflow(container).run({ input: { id, add: [salesChannelId] } })
  return id
}

async function shippingProfile(container: MedusaContainer): Promise<string> {
  const [existing] = await container.resolve(Modules.FULFILLMENT).listShippingProfiles({ type: "default" })
  if (existing) return existing.id
  const { result } = await createShippingProfilesWorkflow(container).run({
    input: { data: [{ name: "Parcels", type: "default" }] },
  })
  return result[0].id
}

async function openZones(container: MedusaContainer, stockLocationId: string) {
  const set = await container.resolve(Modules.FULFILLMENT).createFulfillmentSets({
    name: "Parcels from the workshop",
    type: "shipping",
    service_zones: [
      { name: "Россия", geo_zones: [{ country_code: "ru", type: "country" }] },
      { name: "Deutschland", geo_zones: [{ country_code: "de", type: "country" }] },
    ],
  })
  await container.resolve(ContainerRegistrationKeys.LINK).create({
    [Modules.STOCK_LOCATION]: { stock_location_id: stockLocationId },
    [Modules.FULFILLMENT]: { fulfillment_set_id: set.id },
  })
  const zoneNamed = (name: string) => {
    const zone = set.service_zones.find((candidate) => candidate.name === name)
    if (!zone) throw new Error(`The zone "${name}" was not made.`)
    return zone.id
  }
  return { ru: zoneNamed("Россия"), de: zoneNamed("Deutschland") }
}

type OptionKind = "standard" | "express" | "return"

const typeLabels: Record<OptionKind, string> = { standard: "Standard", express: "Express", return: "Return" }

function option(
  name: string,
  kind: OptionKind,
  zoneId: string,
  profileId: string,
  price: Record<string, number>,
  description: string,
) {
  return {
    name,
    price_type: "flat" as const,
    provider_id: provider,
    service_zone_id: zoneId,
    shipping_profile_id: profileId,
    type: { label: typeLabels[kind], description, code: kind },
    prices: Object.entries(price).map(([currency_code, amount]) => ({ currency_code, amount })),
    rules: [
      { attribute: "enabled_in_store", operator: "eq" as const, value: "true" },
      { attribute: "is_return", operator: "eq" as const, value: String(kind === "return") },
    ],
  }
}
