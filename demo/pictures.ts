import fs from "node:fs"
import path from "node:path"

/** A picture as a data URI: it shows wherever the shop is shown, whatever the port, and asks no server for it. */
export function pictureOf(handle: string): string {
  const svg = fs.readFileSync(path.join(__dirname, "pictures", `${handle}.svg`))
  return `data:image/svg+xml;base64,${svg.toString("base64")}`
}
