import fs from "node:fs"
import path from "node:path"
import { setTimeout as pause } from "node:timers/promises"
import { withClient } from "../../helpers/database"
import { type RunningPostgres, startPostgres } from "../../helpers/embedded-postgres"

const startsMax = 200
const startsApartMs = 50

/** A PostgreSQL server that keeps what it has promised on disk, to be killed as a power cut or the kernel kills. */
export class MortalServer {
  private constructor(private running: RunningPostgres) {}

  static async start(): Promise<MortalServer> {
    return new MortalServer(await startPostgres({ persistent: true }))
  }

  url(database: string): string {
    return this.running.url(database)
  }

  /** Of the server itself, whose sessions notice and follow when they have ended what they do; or of all at once. */
  async kill(whom: "postmaster" | "everything"): Promise<void> {
    const pidFile = path.join(this.running.dataDir, "postmaster.pid")
    const postmaster = Number(fs.readFileSync(pidFile, "utf8").split("\n")[0])
    const others = whom === "everything" ? await this.processes() : []
    for (const pid of [postmaster, ...others]) kill(pid)
    await this.running.stop()
  }

  /** On the same data and the same port. It has to wait until the last session of the former server is gone. */
  async revive(): Promise<void> {
    const { dataDir, port } = this.running
    for (let attempt = 1; ; attempt++) {
      try {
        this.running = await startPostgres({ dataDir, port })
        return
      } catch (error) {
        if (attempt >= startsMax) throw error
        await pause(startsApartMs)
      }
    }
  }

  async dispose(): Promise<void> {
    await this.running.stop()
    fs.rmSync(this.running.dataDir, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 })
  }

  private async processes(): Promise<number[]> {
    return await withClient(this.running.adminUrl, async (client) => {
      const { rows } = await client.query<{ pid: number }>(
        "select pid from pg_stat_activity where pid <> pg_backend_pid()",
      )
      return rows.map(({ pid }) => pid)
    })
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL")
  } catch (error) {
    // It may have ended meanwhile by itself.
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error
  }
}
