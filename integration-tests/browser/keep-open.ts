import { once } from "node:events"
import http from "node:http"
import { type AddressInfo } from "node:net"
import startTestServer from "../helpers/global-setup"
import { openWorld } from "./harness/world"

/**
 * Opens the shop of the browser tests and keeps it open, for whoever writes such tests: with the line that it prints
 * in the shell, a run of them takes seconds. `curl $BROWSER_WORLD/renew` after a change of the plugin; Ctrl-C closes it.
 */
async function main(): Promise<void> {
  const began = Date.now()
  await startTestServer()
  const world = await openWorld((line) =>
    process.stdout.write(`${Math.round((Date.now() - began) / 1_000)} s: ${line}\n`),
  )
  const { storeUrl, storefrontPort, plugin, notes } = world
  const server = http.createServer((request, response) => {
    const asked = new URL(request.url ?? "/", "http://localhost")
    const days = Number(asked.searchParams.get("days"))
    const done =
      asked.pathname === "/renew" ? world.renew() : days > 0 ? world.letDaysPass(days) : Promise.resolve()
    done.then(
      () => response.end(JSON.stringify({ storeUrl, storefrontPort, plugin, notes })),
      (error: unknown) => response.writeHead(500).end(String(error)),
    )
  })
  await once(server.listen(0, "localhost"), "listening")
  const { port } = server.address() as AddressInfo
  process.stdout.write(`\nexport BROWSER_WORLD=http://localhost:${port}\n`)
  await once(process, "SIGINT")
  server.close()
  await world.close()
  process.exit()
}

void main()
