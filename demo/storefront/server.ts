import { createHash } from "node:crypto"
import fs from "node:fs/promises"
import http from "node:http"
import type { AddressInfo } from "node:net"
import path from "node:path"
import { buildLibrary, isLibraryBuilt, libraryFolder } from "./library"
import { bundleVendors } from "./vendor"

export interface StorefrontOptions {
  /** 0 takes any free one. */
  port: number
  /** The Medusa store that the shop sells from, as the browser reaches it. Its CORS has to know the storefront's address. */
  storeUrl: string
  publishableKey: string
  /** The region that a first visit sees; the store's first if not given. */
  regionId?: string
  /** What is written above the shop. */
  name?: string
  /** Where the library lies built, as in an installed package; built in this repository if not given. */
  library?: string
}

export interface Storefront {
  url: string
  close(): Promise<void>
}

interface Answer {
  type: string
  body: string | Uint8Array
}

const shopFolder = path.join(__dirname, "shop")
const guidesFolder = path.join(__dirname, "..", "..", "docs", "guides")
/** The only files of the repository beside the shop and the library that are handed out. */
const guides = ["storefront.md", "nextjs-starter.md"]

const types: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".svg": "image/svg+xml",
  ".md": "text/plain; charset=utf-8",
}

/**
 * Serves the demo shop over HTTP until it is closed: the files of `shop/`, the library as the package has it, and in
 * `/config.json` which store it is the shop of. Builds the library first where that was never done.
 */
export async function serveStorefront(options: StorefrontOptions): Promise<Storefront> {
  if (!options.library && !isLibraryBuilt()) await buildLibrary()
  const library = options.library ?? libraryFolder
  const vendors = await bundleVendors()
  const policy = await policyFor(options.storeUrl)
  const config = JSON.stringify({
    name: options.name ?? "Leaf & Clay",
    store_url: options.storeUrl,
    publishable_key: options.publishableKey,
    region_id: options.regionId ?? null,
  })

  const answerTo = async (pathname: string): Promise<Answer | null> => {
    if (pathname === "/config.json") return { type: types[".json"], body: config }
    const vendor = vendors.get(pathname)
    if (vendor) return { type: types[".js"], body: vendor }
    const [, folder, ...rest] = pathname.split("/")
    if (folder === "loyalty") return fileIn(library, rest.join("/"))
    if (folder === "guides") return guides.includes(rest.join("/")) ? fileIn(guidesFolder, rest[0]) : null
    // Pages have addresses without a dot, and one document.
    return fileIn(shopFolder, path.extname(pathname) === "" ? "index.html" : pathname.slice(1))
  }

  const server = http.createServer((request, response) => {
    const refuse = (status: number) => response.writeHead(status, { "content-type": "text/plain" }).end()
    if (request.method !== "GET" && request.method !== "HEAD") {
      refuse(405)
      return
    }
    const pathname = pathOf(request.url)
    const found = pathname === null ? Promise.resolve(null) : answerTo(pathname)
    found
      .then((answer) => {
        if (!answer) {
          refuse(404)
          return
        }
        response
          .writeHead(200, {
            "content-type": answer.type,
            "content-security-policy": policy,
            "x-content-type-options": "nosniff",
            "referrer-policy": "same-origin",
            "cache-control": "no-cache",
          })
          .end(answer.body)
      })
      .catch(() => refuse(500))
  })
  await listen(server, options.port)
  const { port } = server.address() as AddressInfo
  return {
    url: `http://localhost:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve()
        })
        server.closeAllConnections()
      }),
  }
}

/** Null where the address is none. */
function pathOf(url = "/"): string | null {
  try {
    return decodeURIComponent(new URL(url, "http://localhost").pathname)
  } catch {
    return null
  }
}

/** A file of the folder, and of nowhere else: neither by dots nor by a link that leads out. */
async function fileIn(folder: string, name: string): Promise<Answer | null> {
  const type = types[path.extname(name)]
  if (type === undefined || name.includes("\0")) return null
  try {
    const file = await fs.realpath(path.join(folder, name))
    if (!file.startsWith((await fs.realpath(folder)) + path.sep)) return null
    return { type, body: await fs.readFile(file) }
  } catch {
    return null
  }
}

/** Scripts and styles of this server only, requests to the store only. The import map is the one script in the page. */
async function policyFor(storeUrl: string): Promise<string> {
  const page = await fs.readFile(path.join(shopFolder, "index.html"), "utf8")
  const map = /<script type="importmap">([\s\S]*?)<\/script>/.exec(page)?.[1] ?? ""
  const hash = createHash("sha256").update(map).digest("base64")
  const store = new URL(storeUrl).origin
  return [
    "default-src 'none'",
    `script-src 'self' 'sha256-${hash}'`,
    "style-src 'self'",
    `img-src 'self' data: https: ${store}`,
    `connect-src 'self' ${store}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join("; ")
}

function listen(server: http.Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject)
    server.listen(port, () => {
      server.off("error", reject)
      resolve()
    })
  })
}
