import fs from "node:fs"
import path from "node:path"
import prettier from "prettier"
import { readErrors } from "./reference/errors"
import { readEvents } from "./reference/events"
import { readJobs } from "./reference/jobs"
import { openApiOf } from "./reference/openapi"
import {
  errorsPage,
  eventsPage,
  httpPage,
  jobsPage,
  jobsTable,
  optionsTable,
  rulesPage,
  schemaPage,
  settingsPage,
  settingsTable,
} from "./reference/pages"
import { readRoutes } from "./reference/routes"
import { readRules } from "./reference/rules"
import { readSchema } from "./reference/schema"
import { readOptions, readSettings } from "./reference/settings"
import { root } from "./reference/source"
import { storefrontTypes } from "./reference/storefront"

/**
 * Writes docs/reference, the tables of the README and the types of the storefront library from the code; with --check it only looks, and fails where a page
 * says something else than the code.
 */
async function main(): Promise<void> {
  const check = process.argv.includes("--check")
  const stale: string[] = []
  for (const [file, text] of await pages()) {
    const full = path.join(root, file)
    const before = fs.existsSync(full) ? fs.readFileSync(full, "utf8") : ""
    const config = await prettier.resolveConfig(full)
    const after = await prettier.format(text, { ...config, filepath: full })
    if (before === after) continue
    stale.push(file)
    if (!check) {
      fs.mkdirSync(path.dirname(full), { recursive: true })
      fs.writeFileSync(full, after)
    }
  }
  if (stale.length === 0) return
  console.log(`${check ? "Stale" : "Written"}: ${stale.join(", ")}`)
  if (!check) return
  console.error('Run "npm run docs:reference" and commit what it writes.')
  process.exitCode = 1
}

async function pages(): Promise<[file: string, text: string][]> {
  const [routes, errors, events] = [readRoutes(), readErrors(), await readEvents()]
  const [settings, options, jobs] = [readSettings(), readOptions(), readJobs()]
  const { version } = JSON.parse(fs.readFileSync(path.join(root, "package.json"), "utf8")) as {
    version: string
  }
  const readme = fs.readFileSync(path.join(root, "README.md"), "utf8")
  return [
    ["docs/reference/http.md", httpPage(routes)],
    ["docs/reference/openapi.json", JSON.stringify(openApiOf(routes, errors, version))],
    ["docs/reference/errors.md", errorsPage(errors)],
    ["docs/reference/events.md", eventsPage(events)],
    ["docs/reference/jobs.md", jobsPage(jobs)],
    ["docs/reference/settings.md", settingsPage(settings, options)],
    ["docs/reference/rules.md", rulesPage(readRules())],
    ["docs/reference/schema.md", schemaPage(await readSchema())],
    ["storefront/store-types.ts", storefrontTypes(routes, errors)],
    [
      "README.md",
      withTables(readme, {
        settings: settingsTable(settings),
        options: optionsTable(options),
        jobs: jobsTable(jobs),
      }),
    ],
  ]
}

/** Fills in what stands between `<!-- name -->` and `<!-- /name -->`. */
function withTables(text: string, tables: Record<string, string>): string {
  return Object.entries(tables).reduce((page, [name, table]) => {
    const [begin, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`]
    const [from, to] = [page.indexOf(begin), page.indexOf(end)]
    if (from < 0 || to < from) throw new Error(`README.md has no place for the table of ${name}.`)
    return `${page.slice(0, from + begin.length)}\n\n${table}\n\n${page.slice(to)}`
  }, text)
}

main()
  .catch((error: unknown) => {
    console.error(error)
    process.exitCode = 1
  })
  // The store's modules that the routes import keep timers running.
  .finally(() => process.exit())
