import net from "node:net"

/** What is lost on the way, together with the connection: what was asked, the answer to it, or nobody knows which. */
export type Loss = "request" | "answer" | "either"

type Wanted = (request: Buffer) => boolean

/** A statement with parameters, as every posting is one: the protocol's Parse, or Bind where it was parsed before. */
const withParameters: Wanted = (request) => request[0] === 0x50 || request[0] === 0x42

/** A plain statement, as transactions end with one. */
export const saying =
  (statement: string): Wanted =>
  (request) =>
    request[0] === 0x51 && request.includes(statement)

/** The server has done all that it was asked for, whatever came of it: ReadyForQuery, outside of any transaction. */
const readyForQuery = Buffer.from([0x5a, 0, 0, 0, 5, 0x49])

/** The line between a process of the store and PostgreSQL, which loses what a test wants lost. */
export class LossyLine {
  private pending: { loss: Loss; wanted: Wanted } | null = null
  private lost: (() => void) | null = null
  private isSilent = false

  private constructor(
    private readonly server: net.Server,
    private readonly target: URL,
  ) {
    server.on("connection", (near) => this.connect(near))
  }

  static async open(databaseUrl: string): Promise<LossyLine> {
    const server = net.createServer()
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
    return new LossyLine(server, new URL(databaseUrl))
  }

  /** The same database, by way of this line. */
  get url(): string {
    const url = new URL(this.target)
    url.hostname = "127.0.0.1"
    url.port = String((this.server.address() as net.AddressInfo).port)
    return url.href
  }

  /** The next request of the kind, or the answer to it, will not arrive. Resolves when it has been lost. */
  lose(loss: Loss, wanted: Wanted = withParameters): Promise<void> {
    this.pending = { loss, wanted }
    return new Promise((resolve) => (this.lost = resolve))
  }

  /** From now on nothing arrives, in either direction, and nobody is told: no connection ends for it. */
  fallSilent(): void {
    this.isSilent = true
  }

  /** New connections are heard again. What was lost on others stays lost, and they stay silent. */
  speakAgain(): void {
    this.isSilent = false
  }

  async close(): Promise<void> {
    await new Promise((resolve) => this.server.close(resolve))
  }

  private connect(near: net.Socket): void {
    const far = net.connect({ host: this.target.hostname, port: Number(this.target.port) })
    const hangUp = () => {
      near.destroy()
      far.destroy()
    }
    let swallowing = false
    let isDead = false
    const isUnheard = () => (isDead ||= this.isSilent)
    let tail = Buffer.alloc(0)

    near.on("data", (request) => {
      if (isUnheard()) return
      const loss = this.lossOf(request)
      if (loss === "request") return this.hangUp(hangUp)
      if (loss === "answer") swallowing = true
      far.write(request, () => {
        if (loss === "either") this.hangUp(hangUp)
      })
    })
    far.on("data", (answer) => {
      if (isUnheard()) return
      if (!swallowing) {
        near.write(answer)
        return
      }
      tail = Buffer.concat([tail, answer]).subarray(-readyForQuery.length)
      if (tail.equals(readyForQuery)) this.hangUp(hangUp)
    })
    for (const socket of [near, far]) socket.on("error", hangUp).on("close", hangUp)
  }

  private lossOf(request: Buffer): Loss | null {
    if (this.pending === null || !this.pending.wanted(request)) return null
    const { loss } = this.pending
    this.pending = null
    return loss
  }

  private hangUp(hangUp: () => void): void {
    hangUp()
    this.lost?.()
  }
}
