const shared = {
  testEnvironment: "node",
  transform: {
    "^.+\\.[jt]sx?$": [
      "@swc/jest",
      {
        jsc: { parser: { syntax: "typescript", tsx: true }, target: "es2022" },
        module: { type: "commonjs", ignoreDynamic: true },
      },
    ],
  },
  // What is built or demonstrated carries package.json files of its own, which jest would take for doubles.
  modulePathIgnorePatterns: ["<rootDir>/\\.medusa/", "<rootDir>/\\.demo/", "<rootDir>/dist/"],
}

const helpers = "<rootDir>/integration-tests/helpers"

const integration = (kind, { globalSetup }) => ({
  ...shared,
  displayName: kind,
  testMatch: [`<rootDir>/integration-tests/${kind}/**/*.spec.ts`],
  globalSetup: `${helpers}/${globalSetup}`,
  globalTeardown: `${helpers}/global-teardown.ts`,
  setupFiles: [`${helpers}/quiet-knex.ts`],
})

/** @type {import("jest").Config} */
module.exports = {
  testTimeout: 120_000,
  // A booted store weighs a few hundred megabytes and jest gives little of it back: a heavy worker is replaced.
  maxWorkers: "50%",
  workerIdleMemoryLimit: "1200MB",
  projects: [
    {
      ...shared,
      displayName: "unit",
      testMatch: ["<rootDir>/{src,storefront,demo}/**/__tests__/**/*.spec.ts"],
    },
    integration("module", { globalSetup: "global-setup.ts" }),
    integration("http", { globalSetup: "global-setup-shop.ts" }),
    integration("concurrency", { globalSetup: "global-setup-shop.ts" }),
    integration("faults", { globalSetup: "global-setup-shop.ts" }),
    integration("install", { globalSetup: "global-setup.ts" }),
    integration("browser", { globalSetup: "global-setup.ts" }),
  ],
}
