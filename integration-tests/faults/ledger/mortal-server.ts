import fs from "node:fs"
import path from "node:path"
import { setTimeout as pause } from "node:timers/promises"
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
    // Held still, it starts no other: one that outlived the rest would wait for their locks for ever, and keep the server from coming back.
    if (whom === "everything") signal(postmaster, "SIGSTOP")
    const others = whom === "everything" ? childrenOf(postmaster) : []
    for (const pid of [postmaster, ...others]) signal(pid, "SIGKILL")
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
}

/** As the kernel knows them: sessions, those that have just begun included, and what works in the background. */
function childrenOf(pid: number): number[] {
  const children = fs.readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8")
  return children.trim().split(/\s+/).map(Number)
}

function signal(pid: number, which: "SIGSTOP" | "SIGKILL"): void {
  try {
    process.kill(pid, which)
  } catch (error) {
    // It may have ended meanwhile by itself.
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error
  }
}
