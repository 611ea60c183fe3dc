import { build } from "esbuild"

/** What the shop imports by these names, as the import map in shop/index.html says. */
const modules = {
  "js-sdk": "@medusajs/js-sdk",
  "lit-html": "lit/html.js",
  live: "lit/directives/live.js",
}

/** Bundles the shop's two libraries for the browser: the answer has the text of each file by its address. */
export async function bundleVendors(): Promise<Map<string, Uint8Array>> {
  const { outputFiles } = await build({
    absWorkingDir: __dirname,
    entryPoints: modules,
    outdir: "/vendor",
    bundle: true,
    // The directive and the templates share their core, which a page may have only once.
    splitting: true,
    format: "esm",
    target: "es2022",
    platform: "browser",
    minify: true,
    write: false,
    logLevel: "silent",
  })
  return new Map(outputFiles.map(({ path, contents }) => [path.replaceAll("\\", "/"), contents]))
}
