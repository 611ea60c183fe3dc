import { startPostgres } from "./embedded-postgres"

/** Keeps a server running between test runs, so that only the first of them migrates. */
async function serve(): Promise<void> {
  const postgres = await startPostgres({ shieldFromCtrlC: true })
  console.log(`export TEST_DATABASE_URL=${postgres.adminUrl}`)
  console.log("Ctrl-C stops the server and removes its data.")
  const stop = () => {
    void postgres.stop().then(() => process.exit(0))
  }
  process.once("SIGINT", stop)
  process.once("SIGTERM", stop)
  // The server is no reason for Node to stay: this is.
  setInterval(() => undefined, 60_000)
}

void serve()
