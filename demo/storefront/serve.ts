import { parseArgs } from "node:util"
import { serveStorefront } from "./server"

export { serveStorefront, type Storefront, type StorefrontOptions } from "./server"

const usage =
  "tsx demo/storefront/serve.ts --store http://localhost:9000 --key pk_… [--port 8000] [--region reg_…] [--name …]"

/** The shop alone, in front of any store with the plugin. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      store: { type: "string" },
      key: { type: "string" },
      port: { type: "string", default: "8000" },
      region: { type: "string" },
      name: { type: "string" },
    },
  })
  if (!values.store || !values.key || !URL.canParse(values.store)) throw new Error(usage)
  const { url } = await serveStorefront({
    port: Number(values.port),
    storeUrl: values.store,
    publishableKey: values.key,
    regionId: values.region,
    name: values.name,
  })
  process.stdout.write(
    `The shop is at ${url}. The store's storeCors and authCors need that address. Ctrl-C closes it.\n`,
  )
}

if (require.main === module) {
  main().catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
    process.exitCode = 1
  })
}
