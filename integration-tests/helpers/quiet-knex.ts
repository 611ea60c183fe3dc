/**
 * Restoring a database between two tests cuts the store's connections on purpose. The pool of Medusa's query builder mends
 * itself, and says so on the console each time; nothing else is kept from it.
 */
const log = console.log.bind(console)

console.log = (...said: unknown[]) => {
  if (String(said[0]).startsWith("Connection Error: Connection ended unexpectedly")) return
  log(...said)
}
