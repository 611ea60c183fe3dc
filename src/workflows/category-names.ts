import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"

/** What the store calls its product categories. Those that are not there are missing. */
export async function categoryNames(
  container: MedusaContainer,
  ids: readonly string[],
): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map()
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const { data } = await query.graph({
    entity: "product_category",
    fields: ["id", "name"],
    filters: { id: [...new Set(ids)] },
  })
  return new Map((data as unknown as { id: string; name: string }[]).map(({ id, name }) => [id, name]))
}
