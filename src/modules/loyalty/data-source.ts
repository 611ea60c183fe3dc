import type { EventEmitter } from "node:events"
import * as pg from "@medusajs/framework/pg"
import type { Logger } from "@medusajs/framework/types"
import { DataSource, type EntityManager, type QueryRunner } from "typeorm"
import { migrations } from "../../../migrations"
import { LoyaltyError } from "./domain/errors"
import { refusalOf } from "./persistence/refusals"
import { schemas } from "./persistence/schemas"
import type { LoyaltyModuleOptions } from "./types/options"

const migrationsTable = "loyalty_migrations"
/** The plugin's own pool is small: a posting is one round trip, and the store's pool needs the connections more. */
const poolMaxDefault = 5
const connectionTimeoutMsDefault = 3_000
const statementTimeoutMsDefault = 15_000

export function buildDataSource(options: LoyaltyModuleOptions, logger?: Pick<Logger, "warn">): DataSource {
  const { database = {}, pool = {} } = options
  const schema = options.databaseSchema || database.schema || "public"
  const ssl = options.databaseSsl ?? database.driverOptions?.connection?.ssl ?? database.driverOptions?.ssl

  return new DataSource({
    type: "postgres",
    // Medusa's own, which the plugin may count on: TypeORM would look for one that nobody has declared.
    driver: pg,
    url: options.databaseUrl ?? database.clientUrl,
    schema,
    ssl: ssl as boolean | undefined,
    applicationName: "medusa-plugin-loyalty",
    entities: schemas,
    migrations,
    migrationsTableName: migrationsTable,
    migrationsTransactionMode: "each",
    synchronize: false,
    installExtensions: false,
    poolSize: pool.max ?? poolMaxDefault,
    connectTimeoutMS: pool.connectionTimeoutMs ?? connectionTimeoutMsDefault,
    // A connection that the server closed while idle is the pool's to replace, not a reason to fall over.
    poolErrorHandler: (error: Error) =>
      logger?.warn(`loyalty: a database connection was lost (${error.message})`),
    extra: {
      idleTimeoutMillis: pool.idleTimeoutMs ?? 30_000,
      statement_timeout: pool.statementTimeoutMs ?? statementTimeoutMsDefault,
      // Functions name their tables without a schema, so a schema of one's own has to come first on the path.
      ...(schema === "public" ? {} : { options: `-c search_path=${asStartupOption(schema)},public` }),
    },
  })
}

/** node-postgres's client, or its pool. */
interface Connection {
  query(statement: { name?: string; text: string; values: unknown[] }): Promise<{ rows: unknown[] }>
}

/**
 * The store's database as the loyalty module sees it: its own small pool, which is opened by the first use and
 * again after a failure, and whose errors are the module's closed list of codes.
 */
export class LoyaltyDatabase {
  private opening: Promise<DataSource> | null = null
  private prepares = true
  private isClosed = false

  constructor(private readonly dataSource: DataSource) {}

  get connectionsMax(): number {
    return this.dataSource.options.poolSize ?? poolMaxDefault
  }

  async open(): Promise<DataSource> {
    // A job that fires while the store shuts down must not open the pool again.
    if (this.isClosed) throw new LoyaltyError("ledger_unavailable")
    if (this.dataSource.isInitialized) return this.dataSource
    this.opening ??= initialize(this.dataSource).finally(() => (this.opening = null))
    return await this.opening
  }

  async query<Row>(sql: string, parameters: unknown[] = [], manager?: EntityManager): Promise<Row[]> {
    return await this.guarded(async () => {
      const runner = manager ?? (await this.open()).manager
      return await runner.query<Row[]>(sql, parameters)
    })
  }

  /**
   * As `query`, for a statement that is used all the time: prepared once a connection under its name, and past TypeORM's
   * query layer, on its pool or on the transaction's connection. A pooler between that hands a connection to others
   * after each transaction forgets such names: from the first time it shows, they are done without.
   */
  async call<Row>(name: string, text: string, values: unknown[], manager?: EntityManager): Promise<Row[]> {
    return await this.guarded(async () => {
      const connection = await this.connectionOf(manager)
      const send = async (): Promise<Row[]> => {
        const statement = this.prepares ? { name, text, values } : { text, values }
        return (await connection.query(statement)).rows as Row[]
      }
      try {
        return await send()
      } catch (error) {
        if (!isForgottenStatement(error)) throw error
        this.prepares = false
        if (manager !== undefined) throw error
        return await send()
      }
    })
  }

  /** Everything inside happens or nothing does. The manager names the transaction: pass it on. */
  async transaction<Result>(work: (manager: EntityManager) => Promise<Result>): Promise<Result> {
    return await this.guarded(async () => await (await this.open()).transaction(work))
  }

  async manager<Result>(work: (manager: EntityManager) => Promise<Result>): Promise<Result> {
    return await this.guarded(async () => await work((await this.open()).manager))
  }

  /** A connection of one's own for a stream of rows; given back when `work` ends. */
  async withRunner<Result>(work: (runner: QueryRunner) => Promise<Result>): Promise<Result> {
    return await this.guarded(async () => {
      const runner = (await this.open()).createQueryRunner()
      try {
        return await work(runner)
      } finally {
        await runner.release()
      }
    })
  }

  async close(): Promise<void> {
    this.isClosed = true
    await this.opening?.catch(() => undefined)
    if (this.dataSource.isInitialized) await this.dataSource.destroy()
  }

  private async connectionOf(manager?: EntityManager): Promise<Connection> {
    if (manager?.queryRunner) return (await manager.queryRunner.connect()) as Connection
    const { driver } = await this.open()
    return (driver as unknown as { master: Connection }).master
  }

  private async guarded<Result>(work: () => Promise<Result>): Promise<Result> {
    try {
      return await work()
    } catch (error) {
      throw error instanceof LoyaltyError ? error : refusalOf(error)
    }
  }
}

/**
 * A server that ends may say so in one breath with an answer: at the moment when the pool has handed the connection to the
 * next who waits, and he does not listen yet. Unheard, that would end the process; his next question fails, which is enough.
 */
async function initialize(dataSource: DataSource): Promise<DataSource> {
  await dataSource.initialize()
  const { master } = dataSource.driver as unknown as { master: EventEmitter }
  master.on("acquire", (connection: EventEmitter) => {
    if (!connection.listeners("error").includes(unheard)) connection.on("error", unheard)
  })
  return dataSource
}

const unheard = (): void => undefined

/** The server knows no statement of that name, or another's: they were prepared on another connection. */
function isForgottenStatement(error: unknown): boolean {
  return ["26000", "42P05"].includes((error as { code?: string }).code ?? "")
}

/** A schema's name as an identifier inside a connection's start-up options, where spaces part the options. */
function asStartupOption(schema: string): string {
  return `"${schema.replaceAll('"', '""')}"`.replace(/[\\ ]/g, "\\$&")
}
