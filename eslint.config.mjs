import js from "@eslint/js"
import prettier from "eslint-config-prettier"
import tseslint from "typescript-eslint"

export default tseslint.config(
  { ignores: ["node_modules", ".medusa", ".demo", "public", "dist", "coverage"] },
  js.configs.recommended,
  ...tseslint.configs.recommended,
  prettier,
  {
    rules: {
      // Without semicolons a line that begins with ( or [ joins the one above it. Prettier writes ";(" there;
      // this rule speaks up where a human forgot to.
      "no-unexpected-multiline": "error",
      "no-console": "error",
      eqeqeq: ["error", "always"],
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
    },
  },
  {
    files: ["**/*.{ts,tsx}"],
    languageOptions: {
      parserOptions: {
        project: ["./tsconfig.check.json", "./storefront/tsconfig.json"],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      "@typescript-eslint/no-explicit-any": "error",
      "@typescript-eslint/no-floating-promises": "error",
      "@typescript-eslint/no-misused-promises": ["error", { checksVoidReturn: { attributes: false } }],
      "@typescript-eslint/await-thenable": "error",
      "@typescript-eslint/return-await": ["error", "error-handling-correctness-only"],
      "@typescript-eslint/only-throw-error": "error",
      "@typescript-eslint/switch-exhaustiveness-check": [
        "error",
        { considerDefaultExhaustiveForUnions: true },
      ],
      "@typescript-eslint/no-unnecessary-type-assertion": "error",
      "@typescript-eslint/restrict-plus-operands": "error",
      "@typescript-eslint/consistent-type-imports": ["error", { fixStyle: "inline-type-imports" }],
    },
  },
  {
    // What the folder means: the domain could be lifted out of Medusa and still run.
    files: ["src/modules/loyalty/domain/**"],
    ignores: ["**/__tests__/**"],
    rules: {
      "no-restricted-imports": [
        "error",
        {
          patterns: [
            {
              group: [
                "typeorm",
                "@medusajs/*",
                "pg",
                "awilix",
                "node:*",
                "**/persistence/**",
                "**/repositories/**",
                "**/services/**",
                "**/loaders/**",
                "**/data-source",
                "**/service",
              ],
              message: "The domain is plain TypeScript: no framework, no database, no clock.",
            },
          ],
        },
      ],
      "no-restricted-globals": ["error", "process", "setTimeout", "setInterval", "fetch"],
      "no-restricted-properties": [
        "error",
        { object: "Date", property: "now", message: "Time is an argument of the domain." },
        { object: "Math", property: "random", message: "The domain answers alike each time." },
      ],
      "no-restricted-syntax": [
        "error",
        {
          selector: "NewExpression[callee.name='Date'][arguments.length=0]",
          message: "Time is an argument of the domain.",
        },
      ],
    },
  },
  {
    files: ["**/*.{js,cjs}"],
    languageOptions: {
      sourceType: "commonjs",
      globals: { module: "writable", require: "readonly", process: "readonly", __dirname: "readonly" },
    },
    rules: { "@typescript-eslint/no-require-imports": "off" },
  },
  {
    // The demo's shop: modules as the browser loads them.
    files: ["demo/storefront/shop/**/*.js"],
    languageOptions: {
      sourceType: "module",
      globals: Object.fromEntries(
        [
          "document",
          "fetch",
          "FormData",
          "history",
          "HTMLAnchorElement",
          "localStorage",
          "location",
          "navigator",
          "scrollTo",
          "setTimeout",
          "URL",
          "URLSearchParams",
          "window",
        ].map((name) => [name, "readonly"]),
      ),
    },
  },
  {
    // Programs that a person starts in a terminal speak to that person.
    files: ["demo/**", "benchmarks/**", "scripts/**", "src/scripts/**", "integration-tests/helpers/**"],
    rules: { "no-console": "off" },
  },
)
