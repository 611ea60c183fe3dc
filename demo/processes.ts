import { spawnSync } from "node:child_process"
import fs from "node:fs"

/** The command line of a process, empty where there is none. Process numbers are reused, so a number alone says little. */
export function commandOf(pid: number): string {
  const file = `/proc/${pid}/cmdline`
  return fs.existsSync(file) ? fs.readFileSync(file, "utf8").replaceAll("\0", " ") : askPs(pid, "args")
}

export function parentOf(pid: number): number {
  const file = `/proc/${pid}/stat`
  if (!fs.existsSync(file)) return Number(askPs(pid, "ppid"))
  const afterName = fs.readFileSync(file, "utf8").split(") ").at(-1) ?? ""
  return Number(afterName.split(" ")[1])
}

function askPs(pid: number, column: string): string {
  return spawnSync("ps", ["-o", `${column}=`, "-p", String(pid)], { encoding: "utf8" }).stdout ?? ""
}
