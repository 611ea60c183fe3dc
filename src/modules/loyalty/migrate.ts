import type { Logger } from "@medusajs/framework/types"
import type { DataSource } from "typeorm"
import { buildDataSource } from "./data-source"
import type { LoyaltyModuleOptions } from "./types/options"

interface MigrationContext {
  options?: LoyaltyModuleOptions
  logger?: Logger
  migrationNames?: string[]
}

/** Brings the schema up to date; answers the migrations that ran. */
export async function runMigrations({ options, logger }: MigrationContext): Promise<{ name: string }[]> {
  return await withDataSource(options, logger, async (dataSource) => {
    const ran = await dataSource.runMigrations()
    for (const { name } of ran) logger?.info(`loyalty: migrated ${name}`)
    return ran.map(({ name }) => ({ name }))
  })
}

/** Undoes as many migrations as are named, the newest first; without names the newest alone, as Medusa's modules do. */
export async function revertMigration({ options, logger, migrationNames }: MigrationContext): Promise<void> {
  await withDataSource(options, logger, async (dataSource) => {
    const steps = migrationNames?.length ?? 1
    for (let undone = 0; undone < steps; undone++) await dataSource.undoLastMigration()
  })
}

/** The schema's history is written by hand: a generated migration could not know the ledger's functions. */
export async function generateMigration({ logger }: MigrationContext): Promise<void> {
  logger?.info(
    "loyalty: migrations are written by hand in the plugin's migrations folder; nothing was generated.",
  )
  await Promise.resolve()
}

async function withDataSource<Result>(
  options: LoyaltyModuleOptions = {},
  logger: Logger | undefined,
  work: (dataSource: DataSource) => Promise<Result>,
): Promise<Result> {
  const dataSource = buildDataSource({ ...options, pool: { ...options.pool, statementTimeoutMs: 0 } }, logger)
  await dataSource.initialize()
  try {
    return await work(dataSource)
  } finally {
    await dataSource.destroy()
  }
}
