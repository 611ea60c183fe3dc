import { spawn, type ChildProcess } from "node:child_process"
import path from "node:path"
import { createInterface } from "node:readline"
import { repository } from "../../helpers/database"
import { messageOf, type WorkerMessage, type WorkerTask } from "./worker-messages"

/** A worker in a process of its own, which ends by being killed. */
export class MortalWorker {
  private readonly child: ChildProcess
  private complaint = ""

  constructor(task: WorkerTask, hear: (message: WorkerMessage) => void) {
    this.child = spawn(process.execPath, ["--import", "tsx", path.join(__dirname, "worker.ts")], {
      cwd: repository,
      env: { ...process.env, WORKER_TASK: JSON.stringify(task) },
      stdio: ["ignore", "pipe", "pipe"],
    })
    this.child.stderr?.on("data", (chunk: Buffer) => (this.complaint += chunk.toString("utf8")))
    if (this.child.stdout === null) throw new Error("A worker without a voice.")
    const lines = createInterface({ input: this.child.stdout })
    lines.on("line", (line) => {
      // Killed in the middle of a word, it has not said it.
      if (line.endsWith("}")) hear(messageOf(line))
    })
    const heard = new Promise<void>((resolve) => lines.once("close", resolve))
    const ended = new Promise<NodeJS.Signals | null>((resolve, reject) => {
      this.child.once("error", reject)
      this.child.once("close", (_, signal) => resolve(signal))
    })
    this.death = Promise.all([ended, heard]).then(([signal]) => {
      if (signal !== "SIGKILL") throw new Error(`The worker ended by itself: ${this.complaint}`)
    })
  }

  /** When it is dead and everything that it said has been heard. */
  readonly death: Promise<void>

  kill(): void {
    this.child.kill("SIGKILL")
  }
}
