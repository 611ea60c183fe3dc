import { type Locator } from "playwright-core"

/** What a field is described by, as a screen reader tells it, once the field is marked as wrong. */
export async function saidAt(field: Locator): Promise<string> {
  await field.and(field.page().locator("[aria-invalid=true]")).waitFor()
  return field.evaluate((element) =>
    (element.getAttribute("aria-describedby") ?? "")
      .split(" ")
      .map((id) => element.ownerDocument.getElementById(id)?.textContent ?? "")
      .join(" "),
  )
}
