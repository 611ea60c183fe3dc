import type { EventEmitter } from "node:events"
import type { Socket } from "node:net"

/** A client of node-postgres's pool, as far as the module goes past TypeORM. */
export interface Connection extends EventEmitter {
  /** Whether nothing that was asked is without an answer. */
  readonly readyForQuery: boolean
  readonly connection: { readonly stream: Socket }
  query(statement: { name?: string; text: string; values: unknown[] }): Promise<{ rows: unknown[] }>
  /** Back to the pool; with an error, to be closed. */
  release(error?: Error): void
}

export interface ConnectionPool extends EventEmitter {
  connect(): Promise<Connection>
}

/**
 * Sees to it that no connection of the pool ends the process or keeps a caller for ever. The server limits how long a
 * statement runs, but a server that hangs and a line that broke without a word limit nothing: who has waited for
 * `patienceMs` without hearing anything gives the connection up. What became of his statement is not known then, as with
 * any connection that is lost.
 */
export function watchOver(pool: ConnectionPool, patienceMs: number): void {
  // At each handing over, for the pool has connections already by now.
  pool.on("acquire", (connection: Connection) => {
    if (connection.listeners("error").includes(unheard)) return
    // A server that ends may say so in one breath with an answer: at the moment when the pool has handed the connection
    // to the next who waits, and he does not listen yet. Unheard, that would end the process; his next question fails.
    connection.on("error", unheard)
    const { stream } = connection.connection
    stream.setTimeout(patienceMs)
    stream.on("timeout", () => {
      // One that nobody asks is silent by right.
      if (!connection.readyForQuery) stream.destroy(new SilenceError())
    })
  })
}

/** For work that asks what takes long: for as long as it lasts, the connection may be silent. */
export async function patiently<Result>(
  connection: Connection,
  work: () => Promise<Result>,
): Promise<Result> {
  const { stream } = connection.connection
  const patienceMs = stream.timeout ?? 0
  stream.setTimeout(0)
  try {
    return await work()
  } finally {
    stream.setTimeout(patienceMs)
  }
}

class SilenceError extends Error {
  readonly code = "ETIMEDOUT"

  constructor() {
    super("The database has not answered in time.")
  }
}

const unheard = (): void => undefined
