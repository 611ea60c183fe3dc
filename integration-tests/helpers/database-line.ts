import net from "node:net"

type Pair = { near: net.Socket; far: net.Socket }

/**
 * The line between loyalty and its database, which a test can cut. What is at its ends is real: the module's pool on one, PostgreSQL
 * on the other.
 */
export class DatabaseLine {
  private readonly pairs = new Set<Pair>()
  private silent = false

  private constructor(
    private readonly server: net.Server,
    private readonly port: number,
    private readonly target: URL,
  ) {
    server.on("connection", (near) => this.connect(near))
  }

  /** A line to the server of `databaseUrl`, on a port of its own. */
  static async open(databaseUrl: string): Promise<DatabaseLine> {
    const server = net.createServer()
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
    const { port } = server.address() as net.AddressInfo
    return new DatabaseLine(server, port, new URL(databaseUrl))
  }

  /** The same database, by way of this line. */
  get url(): string {
    const url = new URL(this.target)
    url.hostname = "127.0.0.1"
    url.port = String(this.port)
    return url.href
  }

  /** The server is gone: whoever speaks is cut off, whoever calls is refused. */
  async cut(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.server.close(() => resolve()))
    this.hangUp()
    await closed
  }

  /** The server hangs, or a firewall swallows everything: connections stand, and nothing comes back. */
  hush(): void {
    this.silent = true
    for (const { near, far } of this.pairs) {
      near.pause()
      far.pause()
    }
  }

  /** As before, whatever it was. */
  async mend(): Promise<void> {
    this.silent = false
    for (const { near, far } of this.pairs) {
      near.resume()
      far.resume()
    }
    if (this.server.listening) return
    await new Promise<void>((resolve) => this.server.listen(this.port, "127.0.0.1", resolve))
  }

  async close(): Promise<void> {
    if (this.server.listening) await this.cut()
  }

  private connect(near: net.Socket): void {
    const far = net.connect({ host: this.target.hostname, port: Number(this.target.port) })
    const pair: Pair = { near, far }
    this.pairs.add(pair)
    near.pipe(far).pipe(near)
    const end = () => {
      near.destroy()
      far.destroy()
      this.pairs.delete(pair)
    }
    for (const socket of [near, far]) socket.on("error", end).on("close", end)
    if (!this.silent) return
    near.pause()
    far.pause()
  }

  private hangUp(): void {
    for (const { near, far } of this.pairs) {
      near.destroy()
      far.destroy()
    }
    this.pairs.clear()
  }
}
