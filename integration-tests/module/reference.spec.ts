import { spawn } from "node:child_process"
import { once } from "node:events"
import { databaseUrl, repository } from "../helpers/database"

describe("the reference", () => {
  it("says what the code does: routes, error codes, events, jobs, settings and tables", async () => {
    const child = spawn("npm", ["run", "--silent", "docs:reference", "--", "--check"], {
      cwd: repository,
      env: { ...process.env, NODE_OPTIONS: "", TEST_DATABASE_URL: databaseUrl("postgres") },
    })
    let said = ""
    child.stdout.on("data", (chunk: Buffer) => (said += chunk.toString("utf8")))
    child.stderr.on("data", (chunk: Buffer) => (said += chunk.toString("utf8")))
    const [code] = (await once(child, "close")) as [number | null]

    expect(code === 0 ? "" : said).toBe("")
  })
})
