import axe, { type AxeResults } from "axe-core"
import { type Locator } from "playwright-core"

/** Whatever is below these is noted by axe and left to judgement. */
const grave = new Set(["serious", "critical"])

/**
 * What axe-core finds gravely wrong inside `within`, one line a finding. Shadow roots are looked into. Stock pages of
 * Medusa's dashboard break rules of their own: name a container of ours.
 */
export async function violations(within: Locator): Promise<string[]> {
  await within.page().evaluate(axe.source)
  const { violations: found } = await within.evaluate<AxeResults, void>((container) =>
    (globalThis as unknown as { axe: typeof axe }).axe.run(container as Element, {
      resultTypes: ["violations"],
    }),
  )
  return found
    .filter(({ impact }) => grave.has(impact ?? ""))
    .flatMap(({ id, impact, help, nodes }) =>
      nodes.map(
        ({ target, html }) => `${impact}: ${help} (${id}) at ${target.join(" ")}: ${html.slice(0, 200)}`,
      ),
    )
}
