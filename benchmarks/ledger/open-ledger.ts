import type { Logger } from "@medusajs/framework/types"
import { buildDataSource, LoyaltyDatabase } from "../../src/modules/loyalty/data-source"
import type { ProgramRow } from "../../src/modules/loyalty/persistence/program.schema"
import LoyaltyModuleService from "../../src/modules/loyalty/service"
import { Accounts } from "../../src/modules/loyalty/services/accounts"
import { AwardLines } from "../../src/modules/loyalty/services/award-lines"
import { Checkpoints } from "../../src/modules/loyalty/services/checkpoints"
import { Ledger } from "../../src/modules/loyalty/services/ledger"
import { Outbox } from "../../src/modules/loyalty/services/outbox"
import { Programs } from "../../src/modules/loyalty/services/programs"
import { Redemptions } from "../../src/modules/loyalty/services/redemptions"
import { Earnings } from "../../src/modules/loyalty/services/earnings"
import { Memberships } from "../../src/modules/loyalty/services/memberships"
import { Rules } from "../../src/modules/loyalty/services/rules"
import { Settlements } from "../../src/modules/loyalty/services/settlements"
import { Transactions } from "../../src/modules/loyalty/services/transactions"
import { Verification } from "../../src/modules/loyalty/services/verification"

export interface OpenLedger {
  /** What `container.resolve("loyalty_program")` gives a store. */
  service: LoyaltyModuleService
  url: string
  database: LoyaltyDatabase
  program: ProgramRow
  close(): Promise<void>
}

const silent = { error: () => undefined, warn: () => undefined, info: () => undefined } as unknown as Logger

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
  const ledger = new Ledger({ database })
  const programs = new Programs({ database })
  const accounts = new Accounts({ database })
  const redemptions = new Redemptions({ database, ledger, programs })
  const awardLines = new AwardLines({ database })
  const rules = new Rules({ database })
  const earnings = new Earnings({ database, rules, memberships: new Memberships() })
  const settlements = new Settlements({ database, accounts, earnings })
  const service = new LoyaltyModuleService(
    {
      logger: silent,
      database,
      programs,
      rules,
      accounts,
      ledger,
      redemptions,
      earnings,
      settlements,
      awardLines,
      transactions: new Transactions({ database }),
      outbox: new Outbox({ database }),
      checkpoints: new Checkpoints({ database }),
      verification: new Verification({ database }),
    },
    options,
  )
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
