import { migratedTemplate } from "./database"
import startTestServer from "./global-setup"

/** For suites that boot a store: they clone a database that was migrated once, here, where a failure is told once. */
export default async function prepareTemplate(): Promise<void> {
  await startTestServer()
  await migratedTemplate()
}
