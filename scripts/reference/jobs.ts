import fs from "node:fs"
import path from "node:path"
import ts from "typescript"
import { docOf, parseFile, root } from "./source"

export interface Job {
  name: string
  schedule: string
  /** The name by which the admin route runs it. */
  runNow: string
  doc: string
}

/** The clock's jobs, from their files. */
export function readJobs(): Job[] {
  const folder = path.join(root, "src", "jobs")
  return fs
    .readdirSync(folder)
    .sort()
    .map((file) => {
      const text = fs.readFileSync(path.join(folder, file), "utf8")
      const declaration = parseFile(file, text).statements.find(ts.isFunctionDeclaration)
      const part = (pattern: RegExp): string => {
        const found = pattern.exec(text)?.[1]
        if (found === undefined) throw new Error(`${file} does not match ${String(pattern)}.`)
        return found
      }
      return {
        name: part(/name: "([^"]+)"/),
        schedule: part(/schedule: "([^"]+)"/),
        runNow: part(/clockwork\.(\w+)\(/),
        doc: declaration === undefined ? "" : docOf(declaration),
      }
    })
}
