import type { ExecArgs } from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"
import { updateStoresWorkflow } from "@medusajs/medusa/core-flows"
import { type DemoNotes, shopName } from "../notes"
import { seedCatalogue } from "./catalogue"
import { seedPeople } from "./people"
import { seedPromotions } from "./promotions"
import { seedRegions } from "./regions"
import { seedShipping } from "./shipping"
import { prepareStore } from "./store"

/** Run by `medusa exec`: makes the shop, without its past. Notes in the store's own row say how far it came. */
export default async function seed({ container }: ExecArgs): Promise<void> {
  const logger = container.resolve("logger")
  const [{ id: storeId }] = await container.resolve(Modules.STORE).listStores({}, { take: 1 })
  const note = (notes: DemoNotes) =>
    updateStoresWorkflow(container).run({
      input: { selector: { id: storeId }, update: { name: shopName, metadata: { demo: notes } } },
    })

  await note({ stage: "seeding" })
  logger.info("Store, sales channel and key")
  const { salesChannelId, publishableKey } = await prepareStore(container, storeId)
  logger.info("Regions and taxes")
  const regions = await seedRegions(container, storeId)
  logger.info("Stock and shipping")
  const { stockLocationId, shippingProfileId } = await seedShipping(container, salesChannelId)
  logger.info("Catalogue")
  await seedCatalogue(container, { salesChannelId, stockLocationId, shippingProfileId })
  await seedPromotions(container)
  logger.info("People")
  await seedPeople(container)
  await note({
    stage: "seeded",
    publishable_api_key: publishableKey,
    region_id: regions.ru,
    region_ids: regions,
    stock_location_id: stockLocationId,
  })
}
