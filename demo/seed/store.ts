import type { MedusaContainer } from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"
import {
  createApiKeysWorkflow,
  linkSalesChannelsToApiKeyWorkflow,
  updateSalesChannelsWorkflow,
  updateStoresWorkflow,
} from "@medusajs/medusa/core-flows"

/** Names the sales channel that Medusa has made, and gives the storefront a key to it. */
export async function prepareStore(container: MedusaContainer, storeId: string) {
  const store = await container.resolve(Modules.STORE).retrieveStore(storeId)
  const salesChannelId = store.default_sales_channel_id
  if (!salesChannelId) throw new Error("Medusa has made no default sales channel.")
  await updateSalesChannelsWorkflow(container).run({
    input: {
      selector: { id: salesChannelId },
      update: { name: "Leaf & Clay online", description: "The shop's own storefront" },
    },
  })
  await updateStoresWorkflow(container).run({
    input: {
      selector: { id: storeId },
      update: {
        supported_currencies: [
          { currency_code: "rub", is_default: true, is_tax_inclusive: true },
          { currency_code: "eur", is_default: false, is_tax_inclusive: true },
        ],
      },
    },
  })
  const { result } = await createApiKeysWorkflow(container).run({
    input: { api_keys: [{ title: "Storefront", type: "publishable", created_by: "" }] },
  })
  await linkSalesChannelsToApiKeyWorkflow(container).run({
    input: { id: result[0].id, add: [salesChannelId] },
  })
  return { salesChannelId, publishableKey: result[0].token }
}
