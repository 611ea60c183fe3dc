import { html, render } from "lit/html.js"
import { failed } from "/failed.js"
import { say } from "/language.js"

// The shop's modules ask the store while they are loaded. Those that failed stay so: trying again is a new document.
try {
  await import("/main.js")
} catch (error) {
  globalThis.console.warn(error)
  document.title = say("failed")
  render(
    html`<main id="content" class="wrap" tabindex="-1">${failed(() => location.reload())}</main>`,
    document.getElementById("shop"),
  )
}
