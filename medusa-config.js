const { defineConfig, loadEnv } = require("@medusajs/framework/utils")

loadEnv(process.env.NODE_ENV ?? "development", __dirname)
process.env.MEDUSA_DISABLE_TELEMETRY ??= "true"

/** A cent a point in euros and dollars, a rouble a point in roubles. */
const program = {
  name: "Loyalty",
  starts_at: "2024-01-01T00:00:00Z",
  rates: [
    { currency_code: "eur", earn: { points: 1, per_amount: 1 }, spend: { points: 1, worth: 0.01 } },
    { currency_code: "usd", earn: { points: 1, per_amount: 1 }, spend: { points: 1, worth: 0.01 } },
    { currency_code: "rub", earn: { points: 5, per_amount: 100 }, spend: { points: 1, worth: 1 } },
  ],
  earning: { includes_tax: true },
}

/** What a plugin for reviews would tell on the store's bus: rules may wait for it. */
const events = [{ name: "product_review.approved", trigger: "review_approved" }]

/** Medusa keeps its locks in memory; several processes of one store need them in a place that they share. */
const sharedLocks = {
  resolve: "@medusajs/medusa/locking",
  options: {
    providers: [{ id: "locking-postgres", resolve: "@medusajs/medusa/locking-postgres", is_default: true }],
  },
}

/** Where a Redis is given, the processes of one store share by it their events, their workflows and their locks. */
const sharedByRedis = (redisUrl) => [
  { resolve: "@medusajs/medusa/event-bus-redis", options: { redisUrl } },
  { resolve: "@medusajs/medusa/workflow-engine-redis", options: { redis: { redisUrl } } },
  {
    resolve: "@medusajs/medusa/locking",
    options: {
      providers: [
        {
          id: "locking-redis",
          resolve: "@medusajs/medusa/locking-redis",
          is_default: true,
          options: { redisUrl },
        },
      ],
    },
  },
]

/** Boots this repository as a store of its own, for the demo and the tests. It is no part of the plugin. */
module.exports = defineConfig({
  projectConfig: {
    databaseUrl: process.env.DATABASE_URL,
    http: {
      storeCors: process.env.STORE_CORS ?? "http://localhost:8000",
      adminCors: process.env.ADMIN_CORS ?? "http://localhost:9000",
      authCors: process.env.AUTH_CORS ?? "http://localhost:8000,http://localhost:9000",
      jwtSecret: process.env.JWT_SECRET ?? "for-the-demo-and-the-tests-only",
      cookieSecret: process.env.COOKIE_SECRET ?? "for-the-demo-and-the-tests-only",
    },
    // The demo is served over plain HTTP, where a browser throws a secure cookie away and the login fails silently.
    cookieOptions: { secure: false, sameSite: "lax" },
  },
  admin: { disable: process.env.DISABLE_MEDUSA_ADMIN === "true" },
  modules: [
    ...(process.env.SHARED_LOCKS === "true" ? [sharedLocks] : []),
    ...(process.env.REDIS_URL ? sharedByRedis(process.env.REDIS_URL) : []),
    {
      key: "loyalty_program",
      resolve: "./src/modules/loyalty",
      // Another way to the same database, for the tests that cut it; the store's own address unless it is given.
      options: { program, events, databaseUrl: process.env.LOYALTY_DATABASE_URL },
    },
  ],
})
