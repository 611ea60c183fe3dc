import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import fs from "node:fs"
import path from "node:path"
import { folders, root } from "./settings"

const medusa = path.join(root, "node_modules", "@medusajs", "cli", "cli.js")
const clock = path.join(__dirname, "clock.cjs")
const grouped = process.platform !== "win32"
const patienceMs = 15_000
const tailLines = 30

/**
 * The processes that the demo has started. Each writes to a log file of its own and runs in a process group of its
 * own, so that Ctrl-C reaches only the demo, which then stops them in the right order.
 */
export class Children {
  private readonly running = new Set<Child>()

  constructor(private readonly env: Record<string, string>) {
    fs.mkdirSync(folders.logs, { recursive: true })
  }

  /** Runs a command of Medusa's to its end. */
  async runMedusa(name: string, args: string[], env: Record<string, string> = {}): Promise<void> {
    await this.startMedusa(name, args, env).finished()
  }

  /** Runs a script of the demo's to its end. */
  async runScript(name: string, file: string): Promise<void> {
    await this.start(name, [path.join(__dirname, file)], {}).finished()
  }

  /** Runs a TypeScript program of the repository to its end. */
  async runProgram(name: string, file: string): Promise<void> {
    await this.start(name, ["--import", "tsx", file], {}).finished()
  }

  startMedusa(name: string, args: string[], env: Record<string, string> = {}): Child {
    return this.start(name, [medusa, ...args], env)
  }

  async stopAll(): Promise<void> {
    await Promise.all([...this.running].map((child) => child.stop()))
  }

  private start(name: string, args: string[], env: Record<string, string>): Child {
    const log = path.join(folders.logs, `${name}.log`)
    const child = new Child(name, log, ["--require", clock, ...args], { ...process.env, ...this.env, ...env })
    this.running.add(child)
    void child.ended.then(() => this.running.delete(child))
    return child
  }
}

export class Child {
  readonly ended: Promise<void>
  private readonly process: ChildProcess
  private stopping = false
  private startError: Error | null = null

  constructor(
    readonly name: string,
    private readonly log: string,
    args: string[],
    env: NodeJS.ProcessEnv,
  ) {
    const file = fs.openSync(log, "w")
    this.process = spawn(process.execPath, args, {
      cwd: root,
      env,
      detached: grouped,
      stdio: ["ignore", file, file, "ipc"],
    })
    fs.closeSync(file)
    this.ended = new Promise((resolve) => {
      this.process.once("exit", () => {
        resolve()
      })
      this.process.once("error", (error) => {
        this.startError = error
        resolve()
      })
    })
  }

  get hasEnded(): boolean {
    return this.startError !== null || this.process.exitCode !== null || this.process.signalCode !== null
  }

  /** Resolves when the process has done its work; anything else is an error that carries the end of its log. */
  async finished(): Promise<void> {
    await this.ended
    if (this.process.exitCode !== 0) throw this.failure()
  }

  failure(): Error {
    if (this.startError) return this.startError
    const how = this.process.signalCode ?? `code ${this.process.exitCode}`
    return new Error(`it ended with ${how}. The end of ${path.relative(root, this.log)}:\n\n${this.tail()}`)
  }

  /** Moves the clock of a process that was started with it. */
  async setClock(offset: number): Promise<void> {
    this.process.send({ type: "demo-clock", offset })
    await Promise.race([once(this.process, "message"), this.ended])
    if (this.hasEnded) throw this.failure()
  }

  /** Asks politely first. Resolves when the process is gone. */
  async stop(): Promise<void> {
    if (this.hasEnded) return
    if (!this.stopping) this.signal("SIGTERM")
    this.stopping = true
    const impatience = setTimeout(() => {
      this.signal("SIGKILL")
    }, patienceMs)
    await this.ended
    clearTimeout(impatience)
  }

  private signal(signal: NodeJS.Signals): void {
    const { pid } = this.process
    if (!pid) return
    try {
      process.kill(grouped ? -pid : pid, signal)
    } catch {
      // It is gone already.
    }
  }

  private tail(): string {
    const lines = fs.readFileSync(this.log, "utf8").trimEnd().split("\n")
    return lines.map(readable).slice(-tailLines).join("\n")
  }
}

/** Medusa writes a JSON object a line; a person who looks for what failed wants its words. */
function readable(line: string): string {
  if (!line.startsWith("{")) return line
  try {
    const { level, message } = JSON.parse(line) as { level?: string; message?: string }
    return message === undefined ? line : `${level}: ${message}`
  } catch {
    return line
  }
}
