import { asValue } from "@medusajs/framework/awilix"
import type { LoaderOptions } from "@medusajs/framework/types"
import { buildDataSource, LoyaltyDatabase } from "../data-source"
import type { LoyaltyModuleOptions } from "../types/options"

/** Puts the module's database into its container. The first use connects: a store starts without loyalty's database too. */
export default async function registerDatabase({
  container,
  options,
  logger,
}: LoaderOptions<LoyaltyModuleOptions>): Promise<void> {
  container.register("database", asValue(new LoyaltyDatabase(buildDataSource(options ?? {}, logger))))
  await Promise.resolve()
}
