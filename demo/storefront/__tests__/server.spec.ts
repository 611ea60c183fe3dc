import http from "node:http"
import { serveStorefront, type Storefront } from "../server"

// The library is what a build writes; whether it is there is not what is asked here.
jest.mock("../library", () => ({
  ...jest.requireActual<object>("../library"),
  isLibraryBuilt: () => true,
}))

describe("the demo shop's server", () => {
  let shop: Storefront

  beforeAll(async () => {
    shop = await serveStorefront({
      port: 0,
      storeUrl: "http://localhost:9000",
      publishableKey: "pk_test",
      regionId: "reg_1",
    })
  })

  afterAll(() => shop.close())

  /** As it was asked, while fetch and URL would tidy the path up. */
  const ask = (path: string, method = "GET") =>
    new Promise<{ status: number; type: string; policy: string; body: string }>((resolve, reject) => {
      const { port } = new URL(shop.url)
      const request = http.request({ port, path, method }, (response) => {
        let body = ""
        response.setEncoding("utf8")
        response.on("data", (part: string) => (body += part))
        response.on("end", () => {
          resolve({
            status: response.statusCode ?? 0,
            type: String(response.headers["content-type"]),
            policy: String(response.headers["content-security-policy"]),
            body,
          })
        })
      })
      request.on("error", reject)
      request.end()
    })

  it("says which store it is the shop of", async () => {
    const { body, type } = await ask("/config.json")

    expect(type).toContain("application/json")
    expect(JSON.parse(body)).toEqual({
      name: "Leaf & Clay",
      store_url: "http://localhost:9000",
      publishable_key: "pk_test",
      region_id: "reg_1",
    })
  })

  it.each(["/", "/cart", "/products/clay-teapot", "/orders/order_1?placed"])(
    "answers the page at %s with the one document",
    async (path) => {
      const { status, type, body } = await ask(path)

      expect([status, type]).toEqual([200, "text/html; charset=utf-8"])
      expect(body).toContain('src="/start.js"')
    },
  )

  it("hands over every module that the document's import map names, but the built library", async () => {
    const { body } = await ask("/")
    const map = /<script type="importmap">([\s\S]*?)<\/script>/.exec(body)?.[1] ?? "{}"
    const { imports } = JSON.parse(map) as { imports: Record<string, string> }
    const vendors = Object.values(imports).filter((address) => !address.startsWith("/loyalty/"))

    expect(vendors.length).toBeGreaterThan(0)
    for (const address of vendors) {
      expect(await ask(address)).toMatchObject({ status: 200, type: "text/javascript; charset=utf-8" })
    }
  })

  it("lets the page run its own scripts, and ask its own store, and nothing else", async () => {
    const { policy } = await ask("/")

    expect(policy).toMatch(/default-src 'none'; script-src 'self' 'sha256-[^']+'; style-src 'self';/)
    expect(policy).toContain("connect-src 'self' http://localhost:9000;")
    expect(policy).not.toContain("unsafe")
  })

  it.each([
    "/../../../package.json",
    "/..%2f..%2f..%2fpackage.json",
    "/loyalty/../../package.json",
    "/loyalty/..%2f..%2fpackage.json",
    "/guides/..%2f..%2fpackage.json",
    "/guides/existing-store.md",
    "/words/%00.js",
    "/%ff",
    "/server.ts",
    "/missing.js",
  ])("hands over nothing at %s", async (path) => {
    const { status, body } = await ask(path)

    expect([status, body]).toEqual([404, ""])
  })

  it("takes no other requests than reading ones", async () => {
    expect(await ask("/", "POST")).toMatchObject({ status: 405, body: "" })
    expect(await ask("/", "HEAD")).toMatchObject({ status: 200, body: "" })
  })
})
