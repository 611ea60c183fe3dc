import { html, nothing } from "lit/html.js"
import { setLoyalty } from "medusa-plugin-loyalty/storefront"
import { handOver } from "/cart.js"
import { customer, register, signIn } from "/customer.js"
import { say } from "/language.js"
import { field } from "/pages/field.js"
import { goTo, redraw } from "/screen.js"

/** Only a page of this shop. */
function afterwards() {
  const next = new URLSearchParams(location.search).get("next") ?? "/account"
  return next.startsWith("/") && !next.startsWith("//") ? next : "/account"
}

const other = (path) => `${path}?next=${encodeURIComponent(afterwards())}`

export const signInPage = () =>
  entrance({
    title: "sign_in",
    fields: [],
    enter: ({ email, password }) => signIn(email, password),
    refusal: (error) =>
      error.status === 401 ? say("wrong_login") : say("went_wrong", { message: error.message }),
    passwordIs: "current-password",
    more: () => html`<a href=${other("/register")}>${say("have_none")}</a>`,
  })

export const registerPage = () =>
  entrance({
    title: "register",
    fields: [
      { name: "first_name", autocomplete: "given-name" },
      { name: "last_name", autocomplete: "family-name" },
    ],
    enter: register,
    refusal: (error) =>
      error.status === 401 ? say("email_taken") : say("went_wrong", { message: error.message }),
    passwordIs: "new-password",
    more: () =>
      html`<span class="quiet">${say("register_hint")}</span>
        <a href=${other("/sign-in")}>${say("have_account")}</a>`,
  })

function entrance({ title, fields, enter, refusal, passwordIs, more }) {
  let said = ""
  let isBusy = false
  const submit = async (event) => {
    event.preventDefault()
    if (isBusy) return
    isBusy = true
    said = ""
    redraw()
    try {
      await enter(Object.fromEntries(new FormData(event.target)))
      await handOver()
      // From here on the components speak of another person.
      setLoyalty({ signedIn: true })
      await goTo(afterwards(), { replace: true })
    } catch (error) {
      said = refusal(error)
    }
    isBusy = false
    redraw()
  }

  return {
    title: () => say(title),
    view: () => html`
      <section class="entrance card">
        <h1 tabindex="-1">${say(title)}</h1>
        ${customer() ? html`<p>${customer().email}</p>` : nothing}
        <form @submit=${submit}>
          ${fields.map(field)} ${field({ name: "email", type: "email", autocomplete: "email" })}
          ${field({ name: "password", type: "password", autocomplete: passwordIs })}
          <p class="refusal" role="alert">${said}</p>
          <button class="button main wide" type="submit" aria-disabled=${isBusy}>${say(title)}</button>
        </form>
        <p>${more()}</p>
      </section>
    `,
  }
}
