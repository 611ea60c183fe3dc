import { html } from "lit/html.js"
import { say } from "/language.js"

export const field = ({
  name,
  label = name,
  value = "",
  type = "text",
  autocomplete,
  required = true,
  readonly = false,
}) => html`
  <label class="field">
    <span>${say(label)}</span>
    <input
      name=${name}
      type=${type}
      value=${value ?? ""}
      autocomplete=${autocomplete}
      ?required=${required}
      ?readonly=${readonly}
    />
  </label>
`
