import { createHash, randomBytes } from "node:crypto"
import fs from "node:fs"
import path from "node:path"
import { folders, root } from "./settings"

/** What earlier starts have done, so that this one need not do it again. Losing it costs a minute, nothing else. */
export interface State {
  jwtSecret: string
  cookieSecret: string
  /** Fingerprints of the sources at the last migration (with the database's address) and at the last builds. */
  migrated?: string
  admin?: string
  library?: string
}

export function readState(): State {
  const secrets = {
    jwtSecret: randomBytes(24).toString("hex"),
    cookieSecret: randomBytes(24).toString("hex"),
  }
  if (!fs.existsSync(folders.state)) return secrets
  return { ...secrets, ...(JSON.parse(fs.readFileSync(folders.state, "utf8")) as Partial<State>) }
}

/** For its owner's eyes only: it holds the keys that sessions are signed with. */
export function writeState(state: State): void {
  writeJson(folders.state, state, 0o600)
}

/** Written aside and renamed: whoever waits for the file never reads half of it. */
export function writeJson(file: string, value: unknown, mode = 0o644): void {
  fs.mkdirSync(path.dirname(file), { recursive: true })
  const aside = `${file}.${process.pid}`
  fs.writeFileSync(aside, `${JSON.stringify(value, null, 2)}\n`, { mode })
  fs.renameSync(aside, file)
}

export const sources = {
  migrations: ["package-lock.json", "medusa-config.js", "migrations", "src/links"],
  admin: ["package-lock.json", "medusa-config.js", "src/admin"],
  library: ["package-lock.json", "storefront", "scripts/build-storefront.ts"],
}

/** Changes when a file below one of the paths does, or when `more` does. */
export function fingerprintOf(paths: string[], ...more: string[]): string {
  const hash = createHash("sha256")
  for (const file of paths.flatMap((entry) => filesBelow(path.join(root, entry)))) {
    hash.update(path.relative(root, file)).update("\0").update(fs.readFileSync(file)).update("\0")
  }
  for (const text of more) hash.update(text).update("\0")
  return hash.digest("hex")
}

function filesBelow(entry: string): string[] {
  if (!fs.existsSync(entry)) return []
  if (!fs.statSync(entry).isDirectory()) return [entry]
  return fs
    .readdirSync(entry)
    .sort()
    .flatMap((name) => filesBelow(path.join(entry, name)))
}
