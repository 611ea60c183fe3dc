/**
 * Builds the admin into the folder that `medusa start` serves it from. `medusa build` would do that too, but it
 * also compiles the whole backend, which here runs from its sources.
 */
require("ts-node").register({})

const { Compiler } = require("@medusajs/framework/build-tools")
const { logger } = require("@medusajs/framework/logger")
const root = process.cwd()

async function main() {
  const bundler = await import("@medusajs/admin-bundler")
  const built = await new Compiler(root, logger).buildAppFrontend(
    false,
    { options: { outDir: root } },
    bundler,
  )
  process.exit(built ? 0 : 1)
}

void main()
