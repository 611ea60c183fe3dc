import path from "node:path"

export interface Settings {
  port: number
  url: string
  /** A server of one's own instead of the demo's. */
  databaseUrl: string | null
  fresh: boolean
}

export const root = path.join(__dirname, "..")

/** Everything the demo keeps. Removing this folder forgets the demo. */
export const folders = {
  demo: path.join(root, ".demo"),
  postgres: path.join(root, ".demo", "postgres"),
  logs: path.join(root, ".demo", "logs"),
  store: path.join(root, ".demo", "store.json"),
  state: path.join(root, ".demo", "state.json"),
  admin: path.join(root, "public", "admin"),
}

const defaultPort = 9000

/** Reads what was asked for. A wrong wish is refused by name rather than passed over. */
export function readSettings(args: string[], env: NodeJS.ProcessEnv): Settings {
  const unknown = args.filter((argument) => argument !== "--fresh")
  if (unknown.length > 0) {
    throw new Error(
      `Unknown option "${unknown[0]}". The demo knows --fresh; PORT and DATABASE_URL are read from the environment.`,
    )
  }
  const port = env.PORT ? Number(env.PORT) : defaultPort
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new Error(`PORT is "${env.PORT}", which is no port number.`)
  }
  if (env.DATABASE_URL && !/^postgres(ql)?:$/.test(protocolOf(env.DATABASE_URL))) {
    throw new Error(
      "DATABASE_URL is no address of a PostgreSQL database: postgres://user:password@host:port/name",
    )
  }
  return {
    port,
    url: `http://localhost:${port}`,
    databaseUrl: env.DATABASE_URL ? env.DATABASE_URL : null,
    fresh: args.includes("--fresh"),
  }
}

function protocolOf(text: string): string {
  try {
    return new URL(text).protocol
  } catch {
    return ""
  }
}
