import fs from "node:fs"
import net from "node:net"
import path from "node:path"
import { Demo } from "./demo"
import { shopName } from "./notes"
import { admin, customers } from "./people"
import { commandOf } from "./processes"
import { folders, readSettings, type Settings } from "./settings"
import { onStarterGone } from "./starter"
import { writeJson } from "./state"
import { Terminal } from "./terminal"

const runningFile = path.join(folders.demo, "running.json")
const terminal = new Terminal()

async function main(): Promise<void> {
  const settings = readSettings(process.argv.slice(2), process.env)
  await refuseTakenPort("PORT", settings.port)
  await refuseTakenPort("STOREFRONT_PORT", settings.storefrontPort)
  refuseSecondDemo()
  writeJson(runningFile, { pid: process.pid, url: settings.url })

  terminal.say(`\n${shopName}: a demo store with loyalty points\n`)
  const demo = new Demo(settings, terminal)
  let told = false
  const leave = async (code: number) => {
    await demo.stop()
    fs.rmSync(runningFile, { force: true })
    process.exit(code)
  }
  const close = () => {
    if (told) return
    told = true
    terminal.say("\nClosing the shop …")
    void leave(0)
  }
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, close)
  onStarterGone(close)

  try {
    const server = await demo.open()
    announce(settings, demo)
    await server.ended
    if (!told) throw server.failure()
  } catch (error) {
    // Steps fail too when they are stopped on the way; then the closing speaks, not they.
    if (told) return
    told = true
    complain(error)
    await leave(1)
  }
}

function announce({ url, databaseUrl }: Settings, demo: Demo): void {
  const people = customers.map(({ email, password }) => `${email} / ${password}`)
  terminal.say(`
The shop is open.

  Storefront  ${demo.storefrontUrl}
              ${people.join("\n              ")}
  Admin       ${url}/app
              ${admin.email} / ${admin.password}
  Store API   ${url}/store
  Database    ${databaseUrl ? "the one that DATABASE_URL names" : demo.databaseUrl}
  Written to  ${path.relative(process.cwd(), folders.store)}

Ctrl-C closes it. The next start opens the same shop; "npm run demo -- --fresh" begins anew.
`)
}

function complain(error: unknown): void {
  process.stderr.write(
    `\nThe demo could not go on. ${error instanceof Error ? error.message : String(error)}\n`,
  )
}

function refuseTakenPort(name: "PORT" | "STOREFRONT_PORT", port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const probe = net.createServer()
    probe.once("error", (error: NodeJS.ErrnoException) => {
      const why =
        error.code === "EADDRINUSE"
          ? `Port ${port} is in use by another program. Stop that one, or choose another port: ${name}=${port + 1} npm run demo`
          : `Port ${port} cannot be used: ${error.message}`
      reject(new Error(why))
    })
    // Without a host, as Medusa listens.
    probe.listen(port, () => {
      probe.close(() => {
        resolve()
      })
    })
  })
}

/** Two demos of one folder would share their data. */
function refuseSecondDemo(): void {
  if (!fs.existsSync(runningFile)) return
  const { pid, url } = JSON.parse(fs.readFileSync(runningFile, "utf8")) as { pid: number; url: string }
  if (pid !== process.pid && commandOf(pid).includes(path.join("demo", "start.ts"))) {
    throw new Error(`The demo runs already, at ${url} (process ${pid}). Stop that one first.`)
  }
}

main().catch((error: unknown) => {
  complain(error)
  process.exit(1)
})
