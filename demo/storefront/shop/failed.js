import { html } from "lit/html.js"
import { say } from "/language.js"

/** What is there instead of what could not be loaded. */
export const failed = (retry) => html`
  <section class="message">
    <h1 tabindex="-1">${say("failed")}</h1>
    <button class="button" type="button" @click=${retry}>${say("retry")}</button>
  </section>
`
