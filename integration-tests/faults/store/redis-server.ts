import { spawn, spawnSync } from "node:child_process"
import fs from "node:fs"
import net from "node:net"
import os from "node:os"
import path from "node:path"
import { setTimeout as pause } from "node:timers/promises"
import { freePort } from "../../helpers/free-port"

export interface RedisServer {
  url: string
  stop(): Promise<void>
}

const startingMs = 10_000

export const hasRedis = (): boolean => spawnSync("redis-server", ["--version"]).status === 0

/** A Redis of the test's own, which keeps nothing. */
export async function startRedis(): Promise<RedisServer> {
  const port = await freePort()
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "loyalty-redis-"))
  const options = { port, bind: "127.0.0.1", save: "", appendonly: "no", dir: folder }
  const words = Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)])
  const child = spawn("redis-server", words, { stdio: "ignore" })
  const ended = new Promise((resolve) => child.once("exit", resolve))

  const stop = async (): Promise<void> => {
    child.kill("SIGKILL")
    await ended
    fs.rmSync(folder, { recursive: true, force: true })
  }
  for (const deadline = Date.now() + startingMs; !(await answers(port)); await pause(20)) {
    if (Date.now() < deadline && child.exitCode === null) continue
    await stop()
    throw new Error("Redis did not start.")
  }
  return { url: `redis://127.0.0.1:${port}`, stop }
}

async function answers(port: number): Promise<boolean> {
  return await new Promise((resolve) => {
    const socket = net.connect(port, "127.0.0.1", () => socket.write("PING\r\n"))
    socket.once("data", (answer) => {
      socket.destroy()
      resolve(answer.toString().startsWith("+PONG"))
    })
    socket.once("error", () => resolve(false))
  })
}
