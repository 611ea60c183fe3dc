const { defineConfig } = require("@medusajs/framework/utils")

/** A store that had its own ways before it installed the plugin; its owner chose other rates than this repository's. */
const program = {
  name: "Tea leaves",
  rates: [{ currency_code: "eur", earn: { points: 2, per_amount: 1 }, spend: { points: 1, worth: 0.5 } }],
  earning: { pending_days: 30, includes_tax: true },
}

module.exports = defineConfig({
  projectConfig: {
    databaseUrl: process.env.DATABASE_URL,
    http: {
      storeCors: "http://localhost:8000",
      adminCors: "http://localhost:9000",
      authCors: "http://localhost:8000,http://localhost:9000",
      jwtSecret: "for-this-test-only",
      cookieSecret: "for-this-test-only",
    },
  },
  admin: { disable: true },
  plugins: [
    { resolve: "medusa-plugin-loyalty", options: { program } },
    { resolve: "@medusajs/loyalty-plugin", options: {} },
  ],
})
