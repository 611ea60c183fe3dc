import { type RunningPostgres, startPostgres } from "./embedded-postgres"

declare global {
  var testPostgres: RunningPostgres | undefined
}

/**
 * One PostgreSQL a run: TEST_DATABASE_URL's server where it is given (its template databases are then used again
 * by the next run), otherwise one of the run's own. Workers learn of it by the names Medusa's test runner reads.
 */
export default async function startTestServer(): Promise<void> {
  const given = process.env.TEST_DATABASE_URL
  if (!given && !globalThis.testPostgres) globalThis.testPostgres = await startPostgres()
  const url = new URL(given ?? globalThis.testPostgres!.adminUrl)

  process.env.DB_HOST = local(url.hostname)
  process.env.DB_PORT = url.port || "5432"
  process.env.DB_USERNAME = decodeURIComponent(url.username)
  process.env.DB_PASSWORD = decodeURIComponent(url.password)
  process.env.MEDUSA_DISABLE_TELEMETRY = "true"
  process.env.LOG_LEVEL ??= "error"
}

/** For any name but "localhost" Medusa's test runner demands SSL, which a server on this machine seldom has. */
const local = (host: string) => (["127.0.0.1", "[::1]"].includes(host) ? "localhost" : host)
