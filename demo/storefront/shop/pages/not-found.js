import { html } from "lit/html.js"
import { say } from "/language.js"

export const notFoundPage = () => ({
  title: () => say("not_found"),
  view: () => html`
    <section class="message">
      <h1 tabindex="-1">${say("not_found")}</h1>
      <a class="button" href="/">${say("to_shop")}</a>
    </section>
  `,
})
