import { servicesOn } from "../../integration-tests/helpers/loyalty-services"
import { buildDataSource, LoyaltyDatabase } from "../../src/modules/loyalty/data-source"
import type { ProgramRow } from "../../src/modules/loyalty/persistence/program.schema"
import LoyaltyModuleService from "../../src/modules/loyalty/service"

export interface OpenLedger {
  /** What `container.resolve("loyalty_program")` gives a store. */
  service: LoyaltyModuleService
  url: string
  database: LoyaltyDatabase
  program: ProgramRow
  close(): Promise<void>
}

/** The module's service on a pool of its own, put together as the module's container does, without a store around it. */
export async function openLedger(databaseUrl: string, poolSize: number): Promise<OpenLedger> {
  const options = {
    databaseUrl,
    pool: { max: poolSize },
    program: {
      starts_at: "2024-01-01T00:00:00Z",
      rates: [
        {
          currency_code: "eur",
          earn: { points: 1, per_amount: 1 },
          spend: { points: 1, worth: 0.01 },
        },
      ],
      earning: { includes_tax: true },
    },
  }
  const database = new LoyaltyDatabase(buildDataSource(options))
  const service = new LoyaltyModuleService(servicesOn(database), options)
  await service.__hooks.onApplicationStart()
  const [program] = await service.listPrograms()
  return {
    service,
    url: databaseUrl,
    database,
    program,
    close: async () => await database.close(),
  }
}
