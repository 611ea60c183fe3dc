export default async function stopTestServer(): Promise<void> {
  await globalThis.testPostgres?.stop()
  globalThis.testPostgres = undefined
}
