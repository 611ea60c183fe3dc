import { MedusaApp, MedusaAppMigrateUp } from "@medusajs/framework/modules-sdk"
import { ContainerRegistrationKeys, createPgConnection } from "@medusajs/framework/utils"
import { inChunks, settleDown, whileLoading } from "../data/chunks"
import {
  historyAccounts,
  type LedgerShape,
  longHistory,
  longHistoryFrom,
  lotsPerAccount,
  peerAccountOf,
  pointsPerLot,
  shortHistory,
  shortHistoryFrom,
} from "../data/shape"
import type { Fetched } from "./fetch"

interface Movement {
  account_id: string
  amount: number
  reference: string
  reference_id: string
}

interface StoreCreditService {
  creditAccounts(movements: Movement[]): Promise<unknown[]>
  debitAccounts(movements: Movement[]): Promise<unknown[]>
  listStoreCreditAccounts(filters: { customer_id: string }): Promise<{ balance: number }[]>
}

/** The official plugin's store-credit module, bootstrapped by Medusa and called as its own workflows call it. */
export class StoreCredit {
  private constructor(
    private readonly service: StoreCreditService,
    readonly close: () => Promise<void>,
  ) {}

  static async open(url: string, fetched: Fetched, poolSize: number): Promise<StoreCredit> {
    const connection = createPgConnection({ clientUrl: url, pool: { min: poolSize, max: poolSize } })
    const app = await MedusaApp({
      ...configuration(url, fetched),
      injectedDependencies: { [ContainerRegistrationKeys.PG_CONNECTION]: connection },
    })
    await app.onApplicationStart()
    const service = app.modules.store_credit as unknown as StoreCreditService
    return new StoreCredit(service, async () => {
      await app.onApplicationPrepareShutdown()
      await app.onApplicationShutdown()
      await connection.destroy()
    })
  }

  async credit(account: number, amount: number, key: string): Promise<void> {
    await this.service.creditAccounts([movement(account, amount, key)])
  }

  async debit(account: number, amount: number, key: string): Promise<void> {
    await this.service.debitAccounts([movement(account, amount, key)])
  }

  async balance(customerId: string): Promise<number | undefined> {
    const [account] = await this.service.listStoreCreditAccounts({ customer_id: customerId })
    return account?.balance
  }
}

const movement = (account: number, amount: number, key: string): Movement => ({
  account_id: peerAccountOf(account),
  amount,
  reference: "order",
  reference_id: key,
})

function configuration(url: string, fetched: Fetched) {
  const database = { clientUrl: url }
  return {
    modulesConfig: {
      store_credit: {
        resolve: fetched.module,
        options: { database },
        definition: {
          key: "store_credit",
          label: "StoreCredit",
          isRequired: false,
          defaultModuleDeclaration: { scope: "internal" as const },
        },
      },
    },
    sharedResourcesConfig: { database },
    cwd: fetched.module,
  }
}

const accountsPerChunk = 20_000

/** As many accounts as our ledger has, with as many credits each; and the same long and short histories. */
export async function fillPeer(url: string, fetched: Fetched, shape: LedgerShape): Promise<void> {
  await silently(() => MedusaAppMigrateUp(configuration(url, fetched)))
  await whileLoading(url, async (client) => {
    const fill = async (from: number, to: number, credits: number): Promise<void> => {
      await client.query(
        `with accounts as (
           insert into store_credit_account (id, customer_id, currency_code)
           select 'sc_acc_' || lpad(n::text, 26, '0'), 'cus_' || lpad(n::text, 26, '0'), 'eur'
           from generate_series($1::bigint, $2::bigint) n returning id
         )
         insert into store_credit_account_transaction (id, account_id, type, amount, raw_amount, reference, reference_id)
         select 'sc_trx_' || right(id, 16) || lpad(n::text, 10, '0'), id, 'credit', $4::numeric,
           jsonb_build_object('value', $4::numeric::text, 'precision', 20), 'order', right(id, 26)
         from accounts cross join generate_series(1, $3) n`,
        [from, to, credits, pointsPerLot],
      )
    }
    await inChunks("the peer's tables", { from: 1, to: shape.accounts }, accountsPerChunk, ({ from, to }) =>
      fill(from, to, lotsPerAccount),
    )
    const short = shortHistoryFrom(shape)
    await fill(short, short + historyAccounts - 1, shortHistory)
    const long = longHistoryFrom(shape)
    await fill(long, long + historyAccounts - 1, longHistory)
    await settleDown(client)
  })
}

/** Its migrations print a line each. */
async function silently(work: () => Promise<unknown>): Promise<void> {
  const { log, info } = console
  console.log = console.info = () => undefined
  try {
    await work()
  } finally {
    Object.assign(console, { log, info })
  }
}
