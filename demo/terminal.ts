/** What the demo says while it works. On a terminal the line of the running step counts its seconds. */
export class Terminal {
  private step: { title: string; startedAt: number; ticker: NodeJS.Timeout } | null = null
  private readonly live = process.stdout.isTTY === true

  say(text: string): void {
    process.stdout.write(`${text}\n`)
  }

  /** Runs one named step; its time is shown when it is done, its name when it fails. */
  async during<T>(title: string, work: () => Promise<T>): Promise<T> {
    const startedAt = Date.now()
    this.begin(title, startedAt)
    try {
      const result = await work()
      this.end("✓", title, startedAt)
      return result
    } catch (error) {
      this.end("✗", title, startedAt)
      throw new StepFailed(title, error)
    }
  }

  /** A line about the running step. */
  detail(text: string): void {
    process.stdout.write(`${this.live ? "\r\x1b[2K" : ""}  · ${text}\n`)
  }

  private begin(title: string, startedAt: number): void {
    if (!this.live) process.stdout.write(`… ${title}\n`)
    const show = () => {
      const line = `… ${title} (${seconds(startedAt)})`
      process.stdout.write(this.live ? `\r\x1b[2K${line}` : `${line}\n`)
    }
    if (this.live) show()
    this.step = { title, startedAt, ticker: setInterval(show, this.live ? 1_000 : 15_000) }
  }

  private end(mark: string, title: string, startedAt: number): void {
    if (this.step) clearInterval(this.step.ticker)
    this.step = null
    process.stdout.write(`${this.live ? "\r\x1b[2K" : ""}${mark} ${title} (${seconds(startedAt)})\n`)
  }
}

/** Says which step it was; `cause` says why. */
export class StepFailed extends Error {
  constructor(
    readonly step: string,
    cause: unknown,
  ) {
    super(`${step}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause })
  }
}

const seconds = (since: number) => `${((Date.now() - since) / 1_000).toFixed(1)} s`
