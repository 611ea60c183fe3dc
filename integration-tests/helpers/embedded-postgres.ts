import { type ChildProcess, spawn, spawnSync } from "node:child_process"
import { createHash, randomBytes } from "node:crypto"
import fs from "node:fs"
import os from "node:os"
import path from "node:path"
import { freePort } from "./free-port"
import { postgresBinaries, reachable, serverAccount, type ServerAccount } from "./postgres-binaries"

export interface StartPostgresOptions {
  /** Where the data lives; a new folder of the system's temporary one if not given. */
  dataDir?: string
  /** A free port if not given. */
  port?: number
  /** Keep the data when the server stops. True where `dataDir` is given, unless said otherwise. */
  persistent?: boolean
  /** Begin with empty data even if `dataDir` holds some. */
  fresh?: boolean
  /** Trade crash safety for speed: right for data that does not outlive the run. Default: not persistent. */
  unsafeButFast?: boolean
  /**
   * Keep the terminal's Ctrl-C from the server, so that the caller may close its connections first.
   * The caller then has to call `stop()`.
   */
  shieldFromCtrlC?: boolean
}

export interface RunningPostgres {
  /** Connection string of one database. It need not exist yet. */
  url(database: string): string
  adminUrl: string
  host: string
  port: number
  user: string
  password: string
  dataDir: string
  stop(): Promise<void>
}

const host = "localhost"
const user = "postgres"
const temporaryPrefix = "loyalty-postgres-data-"
const startAttemptsMax = 3

/** Starts a PostgreSQL server of one's own from npm's binaries; needs no root, no Docker and no installed server. */
export async function startPostgres(options: StartPostgresOptions = {}): Promise<RunningPostgres> {
  const account = serverAccount()
  const binaries = postgresBinaries(account)
  const persistent = options.persistent ?? options.dataDir !== undefined
  const fast = options.unsafeButFast ?? !persistent
  if (options.dataDir === undefined) sweepAbandoned()

  const dataDir = prepareFolder(options, account)
  if (!fs.existsSync(path.join(dataDir, "PG_VERSION"))) initialise(binaries.initdb, dataDir, account, fast)
  const password = fs.readFileSync(passwordFile(dataDir), "utf8")

  for (let attempt = 1; ; attempt++) {
    const port = options.port ?? (await freePort(host))
    try {
      const server = await launch(binaries.postgres, { dataDir, port, account, fast, options })
      return running(server, { dataDir, port, password, persistent })
    } catch (error) {
      // Another process may take a free port between its being found and its being used.
      const lostTheRace = options.port === undefined && String(error).includes("could not bind")
      if (!lostTheRace || attempt >= startAttemptsMax) throw error
    }
  }
}

function prepareFolder(options: StartPostgresOptions, account: ServerAccount | null): string {
  const wanted = path.resolve(options.dataDir ?? temporaryFolder())
  const dataDir = account ? enterable(wanted, account) : wanted
  if (options.fresh) fs.rmSync(dataDir, { recursive: true, force: true })
  fs.mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  if (account) fs.chownSync(dataDir, account.uid, account.gid)
  return dataDir
}

const temporaryFolder = () =>
  path.join(os.tmpdir(), `${temporaryPrefix}${process.pid}-${randomBytes(4).toString("hex")}`)

/**
 * The folder itself, unless it lies where the server's account cannot go, as a repository below /root does: then one
 * that belongs to it alone, outside of what is cleared when the machine starts.
 */
function enterable(wanted: string, account: ServerAccount): string {
  let parent = path.dirname(wanted)
  while (!fs.existsSync(parent)) parent = path.dirname(parent)
  if (reachable(parent, account)) return wanted
  const mark = createHash("sha256").update(wanted).digest("hex").slice(0, 8)
  return path.join("/var/tmp", `loyalty-postgres-${mark}`)
}

const passwordFile = (dataDir: string) => path.join(dataDir, "owner-password")

function initialise(initdb: string, dataDir: string, account: ServerAccount | null, fast: boolean): void {
  const password = randomBytes(16).toString("hex")
  const handedOver = path.join(os.tmpdir(), `loyalty-postgres-password-${randomBytes(8).toString("hex")}`)
  fs.writeFileSync(handedOver, `${password}\n`, { mode: 0o600 })
  if (account) fs.chownSync(handedOver, account.uid, account.gid)
  try {
    // PostgreSQL's own locale sorts alike on every machine, whatever locales that machine has.
    const locale = ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    const made = spawnSync(
      initdb,
      [
        `--pgdata=${dataDir}`,
        `--username=${user}`,
        "--auth=scram-sha-256",
        `--pwfile=${handedOver}`,
        ...locale,
        ...(fast ? ["--no-sync"] : []),
      ],
      { ...account, cwd: dataDir, env: { ...process.env, LC_ALL: "C" }, encoding: "utf8" },
    )
    if (made.status !== 0) {
      throw new Error(`initdb failed: ${made.error?.message ?? `${made.stdout}${made.stderr}`}`, {
        cause: made.error,
      })
    }
  } finally {
    fs.rmSync(handedOver, { force: true })
  }
  fs.writeFileSync(passwordFile(dataDir), password, { mode: 0o600 })
}

interface Launch {
  dataDir: string
  port: number
  account: ServerAccount | null
  fast: boolean
  options: StartPostgresOptions
}

function launch(postgres: string, { dataDir, port, account, fast, options }: Launch): Promise<ChildProcess> {
  const settings = [
    `listen_addresses=${host}`,
    "unix_socket_directories=",
    "max_connections=200",
    "timezone=UTC",
    "log_timezone=UTC",
    ...(fast ? ["fsync=off", "synchronous_commit=off", "full_page_writes=off"] : []),
  ].flatMap((setting) => ["-c", setting])

  return new Promise((resolve, reject) => {
    const server = spawn(postgres, ["-D", dataDir, "-p", String(port), ...settings], {
      ...account,
      cwd: dataDir,
      detached: options.shieldFromCtrlC ?? false,
      env: { ...process.env, LC_ALL: "C" },
      stdio: ["ignore", "ignore", "pipe"],
    })
    let said = ""
    server.stderr.on("data", (chunk: Buffer) => {
      // Read on after the start too: a full pipe would stop the server. Those who knock meanwhile fill pages.
      said = (said + chunk.toString("utf8")).slice(-20_000)
      if (said.includes("database system is ready to accept connections")) resolve(server)
    })
    server.once("error", reject)
    server.once("exit", (code) => {
      reject(new Error(`PostgreSQL ended with ${code} before it was ready: ${said}`))
    })
  })
}

interface Running {
  dataDir: string
  port: number
  password: string
  persistent: boolean
}

function running(server: ChildProcess, { dataDir, port, password, persistent }: Running): RunningPostgres {
  const ended = new Promise<void>((resolve) => {
    server.once("exit", () => {
      resolve()
    })
  })
  const cleanUp = () => {
    if (!persistent) fs.rmSync(dataDir, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 })
  }
  // A caller that dies without stopping the server still must not leave it behind.
  const atExit = () => {
    server.kill("SIGQUIT")
    cleanUp()
  }
  process.once("exit", atExit)
  const url = (database: string) => `postgres://${user}:${password}@${host}:${port}/${database}`

  return {
    url,
    adminUrl: url("postgres"),
    host,
    port,
    user,
    password,
    dataDir,
    async stop() {
      process.removeListener("exit", atExit)
      // SIGINT is PostgreSQL's fast shutdown: open transactions are rolled back, the data are left clean.
      if (server.exitCode === null && server.signalCode === null) server.kill("SIGINT")
      await ended
      cleanUp()
    },
  }
}

/** Removes what runs that were killed outright have left: their servers and their temporary data. */
function sweepAbandoned(): void {
  for (const name of fs.readdirSync(os.tmpdir())) {
    if (!name.startsWith(temporaryPrefix)) continue
    const owner = Number(name.slice(temporaryPrefix.length).split("-")[0])
    if (!Number.isInteger(owner) || alive(owner)) continue
    const dataDir = path.join(os.tmpdir(), name)
    try {
      const server = Number(fs.readFileSync(path.join(dataDir, "postmaster.pid"), "utf8").split("\n")[0])
      if (runsOn(server, dataDir)) process.kill(server, "SIGQUIT")
    } catch {
      // No server file, or a folder of somebody else: there is nothing to stop.
    }
    try {
      fs.rmSync(dataDir, { recursive: true, force: true, maxRetries: 3 })
    } catch {
      // Somebody else's folder stays theirs.
    }
  }
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM"
  }
}

/** Process numbers are reused: only a process that was started on this very folder is the abandoned server. */
function runsOn(pid: number, dataDir: string): boolean {
  const asked = spawnSync("ps", ["-o", "args=", "-p", String(pid)], { encoding: "utf8" })
  const line = asked.stdout || readCommandLine(pid)
  return line.includes(dataDir)
}

function readCommandLine(pid: number): string {
  const file = `/proc/${pid}/cmdline`
  return fs.existsSync(file) ? fs.readFileSync(file, "utf8") : ""
}
