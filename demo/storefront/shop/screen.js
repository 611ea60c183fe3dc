import { html, nothing, render } from "lit/html.js"
import { failed } from "/failed.js"
import { frame } from "/frame.js"
import { say } from "/language.js"
import { routeOf } from "/routes.js"
import { config } from "/store.js"

const place = document.getElementById("shop")

/** What is on the screen: what it is called and how it is drawn, from what was loaded for it. */
let page = { title: () => config.name, view: () => html`<p class="quiet">${say("busy")}</p>` }
let visit = 0
let isBusy = false

/** Draws what is known now: after a change of the cart, of the language, of anything. */
export function redraw() {
  document.title = `${page.title()} · ${config.name}`
  render(frame(html`<div aria-busy=${isBusy ? "true" : nothing}>${page.view()}</div>`), place)
}

/** Another page. The one before stays until this one is loaded. */
export async function goTo(address, { replace = false } = {}) {
  const url = new URL(address, location.href)
  history[replace ? "replaceState" : "pushState"](null, "", url)
  await open()
}

/** Loads what the address names. Of two visits the later one counts. */
export async function open({ keepPlace = false } = {}) {
  const mine = ++visit
  isBusy = true
  redraw()
  const { load, params } = routeOf(location.pathname)
  let next
  try {
    next = await load(params)
  } catch {
    next = failedPage
  }
  if (mine !== visit) return
  isBusy = false
  page.leave?.()
  page = next
  redraw()
  if (keepPlace) return
  scrollTo(0, 0)
  // Where a reader would be after a page was loaded anew.
  place.querySelector("h1")?.focus({ preventScroll: true })
}

const failedPage = {
  title: () => say("failed"),
  view: () => failed(() => void open()),
}
