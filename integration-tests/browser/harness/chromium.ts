import { execFileSync, spawnSync } from "node:child_process"
import fs from "node:fs"
import os from "node:os"
import path from "node:path"
import { type Browser, chromium } from "playwright-core"
import { repository } from "../../helpers/database"

interface Chromium {
  executablePath: string
  args?: string[]
  env?: Record<string, string>
}

/** Nothing but this machine can be reached: what asks for more fails, and the page's guard says so. */
const offline = [
  "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost",
  "--disable-background-networking",
]

/** The browser that CHROMIUM_PATH names, else the system's, else the one that comes from npm. */
export async function launchChromium(): Promise<Browser> {
  const { executablePath, args = [], env } = findChromium()
  return chromium.launch({ executablePath, args: [...offline, ...args], ...(env ? { env } : {}) })
}

export function findChromium(env: NodeJS.ProcessEnv = process.env): Chromium {
  const named = env.CHROMIUM_PATH || systemChromium(env.PATH ?? "")
  return named ? { executablePath: named } : chromiumFromNpm()
}

const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]

function systemChromium(searched: string): string | undefined {
  return searched
    .split(path.delimiter)
    .flatMap((folder) => names.map((name) => path.join(folder, name)))
    .find((file) => fs.existsSync(file))
}

/**
 * A headless shell for Linux with the libraries and fonts that a bare machine lacks. The package's own arguments are
 * not taken: they switch the browser's protection off, and with it what this suite would find.
 */
function chromiumFromNpm(): Chromium {
  const folder = unpacked()
  const executablePath = path.join(folder, "chromium")
  const fontsFile = path.join(folder, "fonts.conf")
  const withFonts = { ...definedIn(process.env), FONTCONFIG_FILE: fontsFile }
  // Libraries of another distribution are taken only where the system's own are missing.
  const env = runs(executablePath, withFonts)
    ? withFonts
    : { ...withFonts, LD_LIBRARY_PATH: path.join(folder, "al2023", "lib") }
  return { executablePath, args: ["--no-zygote", "--headless=shell"], env }
}

/** Unpacked once a machine and version, whole or not at all. */
function unpacked(): string {
  const manifest = path.join(repository, "node_modules", "@sparticuz", "chromium", "package.json")
  const { version } = JSON.parse(fs.readFileSync(manifest, "utf8")) as { version: string }
  const folder = path.join(os.tmpdir(), `loyalty-chromium-${version}`)
  if (fs.existsSync(folder)) return folder

  const making = fs.mkdtempSync(`${folder}-`)
  // The package unpacks into the system's temporary folder, and brings its libraries only to where it takes itself to
  // be: a process of its own is told what it needs to hear.
  execFileSync(process.execPath, ["-e", `require("@sparticuz/chromium").executablePath()`], {
    cwd: repository,
    env: {
      ...process.env,
      NODE_OPTIONS: "",
      TMPDIR: making,
      AWS_EXECUTION_ENV: "AWS_Lambda_nodejs20.x",
    },
  })
  fs.writeFileSync(
    path.join(making, "fonts.conf"),
    `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir>${path.join(folder, "fonts")}</dir>
  <cachedir>${path.join(folder, "fonts-cache")}</cachedir>
</fontconfig>
`,
  )
  try {
    fs.renameSync(making, folder)
  } catch {
    // Another run was faster.
    fs.rmSync(making, { recursive: true, force: true })
  }
  return folder
}

const runs = (executable: string, env: Record<string, string>) =>
  spawnSync(executable, ["--version"], { env }).status === 0

const definedIn = (env: NodeJS.ProcessEnv) =>
  Object.fromEntries(Object.entries(env).filter((pair): pair is [string, string] => pair[1] !== undefined))
