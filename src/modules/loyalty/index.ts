import { Module } from "@medusajs/framework/utils"
import { LOYALTY_MODULE } from "./constants"
import registerDatabase from "./loaders/database"
import { generateMigration, revertMigration, runMigrations } from "./migrate"
import LoyaltyModuleService from "./service"

export { LOYALTY_MODULE } from "./constants"

/** `medusa db:migrate` and `db:rollback` call the three functions, since Medusa does not know TypeORM. */
export default Object.assign(
  Module(LOYALTY_MODULE, { service: LoyaltyModuleService, loaders: [registerDatabase] }),
  {
    runMigrations,
    revertMigration,
    generateMigration,
  },
)
