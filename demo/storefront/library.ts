import { spawn } from "node:child_process"
import { once } from "node:events"
import fs from "node:fs"
import path from "node:path"

const root = path.join(__dirname, "..", "..")

/** What `medusa-plugin-loyalty/storefront` is in the package. */
export const libraryFolder = path.join(root, "dist", "storefront")
export const libraryScript = path.join(root, "scripts", "build-storefront.ts")

export const isLibraryBuilt = (): boolean => fs.existsSync(path.join(libraryFolder, "index.js"))

/** For those who start the storefront alone; the demo builds it among its other steps. */
export async function buildLibrary(): Promise<void> {
  const builder = spawn(process.execPath, ["--import", "tsx", libraryScript], {
    cwd: root,
    stdio: ["ignore", "ignore", "inherit"],
  })
  const [code] = (await once(builder, "exit")) as [number | null]
  if (code !== 0) throw new Error("dist/storefront could not be built.")
}
