import path from "node:path"

export interface Settings {
  port: number
  url: string
  /** Of the shop that is served beside the store. */
  storefrontPort: number
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
/** The storefront is at 8000 where the store is at 9000, where Medusa expects it. */
const storefrontBelow = 1_000

/** Reads what was asked for. A wrong wish is refused by name rather than passed over. */
export function readSettings(args: string[], env: NodeJS.ProcessEnv): Settings {
  const unknown = args.filter((argument) => argument !== "--fresh")
  if (unknown.length > 0) {
    throw new Error(
      `Unknown option "${unknown[0]}". The demo knows --fresh; PORT, STOREFRONT_PORT and DATABASE_URL are read from the environment.`,
    )
  }
  const port = portOf(env, "PORT", defaultPort)
  const storefrontPort = portOf(env, "STOREFRONT_PORT", port - storefrontBelow)
  if (storefrontPort === port) {
    throw new Error(`PORT and STOREFRONT_PORT are both ${port}. The store and its storefront need one each.`)
  }
  if (env.DATABASE_URL && !/^postgres(ql)?:$/.test(protocolOf(env.DATABASE_URL))) {
    throw new Error(
      "DATABASE_URL is no address of a PostgreSQL database: postgres://user:password@host:port/name",
    )
  }
  return {
    port,
    url: `http://localhost:${port}`,
    storefrontPort,
    databaseUrl: env.DATABASE_URL ? env.DATABASE_URL : null,
    fresh: args.includes("--fresh"),
  }
}

function portOf(env: NodeJS.ProcessEnv, name: "PORT" | "STOREFRONT_PORT", otherwise: number): number {
  const port = env[name] ? Number(env[name]) : otherwise
  if (Number.isInteger(port) && port >= 1 && port <= 65_535) return port
  throw new Error(
    env[name]
      ? `${name} is "${env[name]}", which is no port number.`
      : `Give ${name} too: ${otherwise}, which it would be, is no port number.`,
  )
}

function protocolOf(text: string): string {
  try {
    return new URL(text).protocol
  } catch {
    return ""
  }
}
