import * as pg from "@medusajs/framework/pg"
import type { Logger } from "@medusajs/framework/types"
import { DataSource, type EntityManager, type QueryRunner } from "typeorm"
import { migrations } from "../../../migrations"
import { type Connection, type ConnectionPool, patiently, watchOver } from "./connections"
import { LoyaltyError } from "./domain/errors"
import { isRefusedByLedger, refusalOf } from "./persistence/refusals"
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
  const connectionTimeoutMs = pool.connectionTimeoutMs ?? connectionTimeoutMsDefault
  const statementTimeoutMs = pool.statementTimeoutMs ?? statementTimeoutMsDefault
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
    connectTimeoutMS: connectionTimeoutMs,
    // A connection that the server closed while idle is the pool's to replace, not a reason to fall over.
    poolErrorHandler: (error: Error) =>
      logger?.warn(`loyalty: a database connection was lost (${error.message})`),
    extra: {
      idleTimeoutMillis: pool.idleTimeoutMs ?? 30_000,
      statement_timeout: statementTimeoutMs,
      // Functions name their tables without a schema, so a schema of one's own has to come first on the path.
      ...(schema === "public" ? {} : { options: `-c search_path=${asStartupOption(schema)},public` }),
    },
  })
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
      const send = async (): Promise<Row[]> =>
        (await this.send(this.prepares ? { name, text, values } : { text, values }, manager)) as Row[]
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

  /** A connection of one's own for statements that take long, which the server's limit has to be lifted for. */
  async withRunner<Result>(work: (runner: QueryRunner) => Promise<Result>): Promise<Result> {
    return await this.guarded(async () => {
      const runner = (await this.open()).createQueryRunner()
      try {
        const connection = (await runner.connect()) as Connection
        return await patiently(connection, async () => await work(runner))
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

  private async send(
    statement: Parameters<Connection["query"]>[0],
    manager?: EntityManager,
  ): Promise<unknown[]> {
    if (manager?.queryRunner) {
      const connection = (await manager.queryRunner.connect()) as Connection
      return (await connection.query(statement)).rows
    }
    const connection = await poolOf(await this.open()).connect()
    try {
      const { rows } = await connection.query(statement)
      connection.release()
      return rows
    } catch (error) {
      // A refusal is an answer like others. The pool's own `query` would close the connection for it.
      connection.release(isRefusedByLedger(error) ? undefined : (error as Error))
      throw error
    }
  }

  private async guarded<Result>(work: () => Promise<Result>): Promise<Result> {
    try {
      return await work()
    } catch (error) {
      throw error instanceof LoyaltyError ? error : refusalOf(error)
    }
  }
}

async function initialize(dataSource: DataSource): Promise<DataSource> {
  await dataSource.initialize()
  const { connectTimeoutMS: connectMs = 0, extra } = dataSource.options as LoyaltyConnectionOptions
  const { statement_timeout: statementMs } = extra
  // The way there and back may take as long as a connection may. Where statements have no limit, neither has silence.
  watchOver(poolOf(dataSource), statementMs === 0 ? 0 : statementMs + connectMs)
  return dataSource
}

function poolOf({ driver }: DataSource): ConnectionPool {
  return (driver as unknown as { master: ConnectionPool }).master
}

interface LoyaltyConnectionOptions {
  connectTimeoutMS?: number
  extra: { statement_timeout: number }
}

/** The server knows no statement of that name, or another's: they were prepared on another connection. */
function isForgottenStatement(error: unknown): boolean {
  return ["26000", "42P05"].includes((error as { code?: string }).code ?? "")
}

/** A schema's name as an identifier inside a connection's start-up options, where spaces part the options. */
function asStartupOption(schema: string): string {
  return `"${schema.replaceAll('"', '""')}"`.replace(/[\\ ]/g, "\\$&")
}
