import { Client } from "pg"
import { sayMeanwhile } from "../harness/progress"

export interface Chunk {
  from: number
  to: number
}

/** Runs the work on a connection for loading and closes it. What is loaded need not survive a crash: only what is measured does. */
export async function whileLoading<Result>(
  url: string,
  work: (client: Client) => Promise<Result>,
): Promise<Result> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    await client.query("set synchronous_commit = off")
    await client.query("set work_mem = '64MB'")
    await client.query("set maintenance_work_mem = '256MB'")
    // Leaves out the foreign keys' checks, which the rows made here pass by construction.
    await client.query("set session_replication_role = replica")
    return await work(client)
  } finally {
    await client.end()
  }
}

/** Fills ranges of accounts one after the other, so that no statement grows with the data and progress can be told. */
export async function inChunks(
  what: string,
  { from, to }: Chunk,
  size: number,
  fill: (chunk: Chunk) => Promise<unknown>,
): Promise<void> {
  for (let first = from; first <= to; first += size) {
    await fill({ from: first, to: Math.min(first + size - 1, to) })
    sayMeanwhile(`${what}: ${Math.floor((100 * (first - from)) / (to - from + 1))} %`)
  }
}

/** What autovacuum would have done by the time that a store has so much data. */
export async function settleDown(client: Client): Promise<void> {
  await client.query("vacuum analyze")
  await client.query("checkpoint")
}
