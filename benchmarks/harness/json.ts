import fs from "node:fs"
import os from "node:os"
import type { Settings } from "./arguments"

/** On what the figures were found; a figure without it says little. */
export function environmentOf(settings: Settings) {
  const [cpu] = os.cpus()
  return {
    startedAt: new Date().toISOString(),
    machine: {
      cpu: cpu?.model ?? "unknown",
      cores: os.cpus().length,
      memoryBytes: os.totalmem(),
      loadAverageAtStart: os.loadavg(),
      platform: `${os.platform()} ${os.release()}`,
      node: process.version,
    },
    settings,
  }
}

/** Numbers that do not exist are null, as JSON has no other word for them. */
export function writeJson(file: string, content: object): void {
  fs.writeFileSync(file, `${JSON.stringify(content, null, 2)}\n`)
}
