import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys, ProductStatus } from "@medusajs/framework/utils"
import {
  createCollectionsWorkflow,
  createInventoryLevelsWorkflow,
  createProductCategoriesWorkflow,
  createProductsWorkflow,
} from "@medusajs/medusa/core-flows"
import { pictureOf } from "../pictures"
import { categories, type DemoProduct, products } from "./products"

/** Enough of everything that a day of trying out empties no shelf. */
const stockOfEach = 1_000

interface Places {
  salesChannelId: string
  stockLocationId: string
  shippingProfileId: string
}

export async function seedCatalogue(container: MedusaContainer, places: Places): Promise<void> {
  const { result: made } = await createProductCategoriesWorkflow(container).run({
    input: {
      product_categories: categories.map(({ handle, name, nameRu }) => ({
        handle,
        name,
        is_active: true,
        metadata: { name_ru: nameRu },
      })),
    },
  })
  const { result: collections } = await createCollectionsWorkflow(container).run({
    input: {
      collections: [{ handle: "first-brew", title: "First brew", metadata: { title_ru: "Первая заварка" } }],
    },
  })
  const categoryIds = new Map(made.map((category) => [category.handle, category.id]))
  await createProductsWorkflow(container).run({
    input: {
      products: products.map((product) =>
        productInput(product, places, {
          categoryId: categoryIds.get(product.category),
          collectionId: product.collection ? collections[0].id : undefined,
        }),
      ),
    },
  })
  await stockEverything(container, places.stockLocationId)
}

interface Shelves {
  categoryId: string | undefined
  collectionId: string | undefined
}

function productInput(product: DemoProduct, places: Places, { categoryId, collectionId }: Shelves) {
  const picture = pictureOf(product.handle)
  return {
    title: product.title,
    subtitle: product.subtitle,
    handle: product.handle,
    description: product.description,
    status: ProductStatus.PUBLISHED,
    thumbnail: picture,
    images: [{ url: picture }],
    category_ids: categoryId ? [categoryId] : [],
    collection_id: collectionId,
    weight: product.variants[0].grams,
    shipping_profile_id: places.shippingProfileId,
    sales_channels: [{ id: places.salesChannelId }],
    metadata: { title_ru: product.titleRu, description_ru: product.descriptionRu },
    options: [{ title: product.option, values: product.variants.map((variant) => variant.title) }],
    variants: product.variants.map((variant) => ({
      title: variant.title,
      sku: variant.sku,
      weight: variant.grams,
      manage_inventory: true,
      options: { [product.option]: variant.title },
      metadata: { title_ru: variant.titleRu },
      prices: [
        { currency_code: "rub", amount: variant.rub },
        { currency_code: "eur", amount: variant.eur },
      ],
    })),
  }
}

async function stockEverything(container: MedusaContainer, stockLocationId: string): Promise<void> {
  const { data: items } = await container
    .resolve(ContainerRegistrationKeys.QUERY)
    .graph({ entity: "inventory_item", fields: ["id"] })
  await createInventoryLevelsWorkflow(container).run({
    input: {
      inventory_levels: items.map(({ id }) => ({
        inventory_item_id: id,
        location_id: stockLocationId,
        stocked_quantity: stockOfEach,
      })),
    },
  })
}
