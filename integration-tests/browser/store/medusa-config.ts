import { defineConfig } from "@medusajs/framework/utils"

/** Orders count from here on: the shop's past, which is lived through before the tests, lies after it. */
const program = { starts_at: "2024-01-01T00:00:00Z" }

/** A store as `create-medusa-app` makes it, with one plugin more. What it sells and promises is set over its admin. */
module.exports = defineConfig({
  projectConfig: {
    databaseUrl: process.env.DATABASE_URL,
    http: {
      storeCors: process.env.STORE_CORS!,
      adminCors: process.env.ADMIN_CORS!,
      authCors: process.env.AUTH_CORS!,
      jwtSecret: "for-this-test-only",
      cookieSecret: "for-this-test-only",
    },
    // Served over plain HTTP, where a browser throws a secure cookie away.
    cookieOptions: { secure: false, sameSite: "lax" },
  },
  plugins: [{ resolve: "medusa-plugin-loyalty", options: { program } }],
})
