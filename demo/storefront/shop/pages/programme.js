import { html, nothing } from "lit/html.js"
import { language, say } from "/language.js"
import { loyalty } from "/store.js"

/** Names in this shop are in both languages, "Улун · Oolong"; other stores name things as they like. */
function inOwnLanguage(name) {
  const parts = name.split(" · ")
  return parts.length === 2 ? parts[language() === "ru" ? 0 : 1] : name
}

/** The goods that a member wants more points for, this month or the next. */
export function favouritesCard(found, redraw) {
  let categories = found
  let said = ""
  const season = () =>
    [categories?.present, categories?.next].find((one) => one?.can_choose) ?? categories?.present

  const save = async (event) => {
    event.preventDefault()
    const category_ids = new FormData(event.target).getAll("category")
    try {
      categories = await loyalty.chooseCategories({ category_ids, period: season().period })
      said = say("saved")
    } catch (error) {
      said = say("went_wrong", { message: error.message })
    }
    redraw()
  }
  /** A choice beyond the limit is not possible, rather than refused. */
  const limit = ({ currentTarget }) => {
    const boxes = [...currentTarget.querySelectorAll("input")]
    const isFull = boxes.filter(({ checked }) => checked).length >= season().choose_up_to
    for (const box of boxes) box.disabled = isFull && !box.checked
    said = ""
  }

  return () => {
    const shown = season()
    if (!shown) return nothing
    const { can_choose: canChoose, choose_up_to: most } = shown
    const isFull = shown.categories.filter(({ chosen }) => chosen).length >= most
    const period = periodName(shown.starts_at, shown.ends_at)
    return html`
      <section class="card">
        <h2>${say("favourites")}</h2>
        <p class="quiet">
          ${period}${canChoose ? html`<br />${say("favourites_hint", { n: most })}` : nothing}
        </p>
        <form @submit=${save} @change=${limit}>
          ${shown.categories.map(
            ({ category_id, name, percent, chosen }) => html`
              <label class="option">
                <input
                  type="checkbox"
                  name="category"
                  value=${category_id}
                  .checked=${chosen}
                  .disabled=${!canChoose || (isFull && !chosen)}
                />
                <span class="what">${inOwnLanguage(name)}</span>
                ${percent === null ? nothing : html`<span class="gain">${percentText(percent)}</span>`}
              </label>
            `,
          )}
          ${canChoose ? html`<button class="button" type="submit">${say("save")}</button>` : nothing}
          <span role="status">${said}</span>
        </form>
      </section>
    `
  }
}

export function clubsCard(found, redraw) {
  let clubs = found?.clubs ?? []
  let said = ""
  const toggle = async (club) => {
    try {
      const changed = club.joined_at ? await loyalty.leaveClub(club.id) : await loyalty.joinClub(club.id)
      clubs = clubs.map((one) => (one.id === changed.id ? changed : one))
      said = ""
    } catch (error) {
      said = say("went_wrong", { message: error.message })
    }
    redraw()
  }
  return () =>
    clubs.length === 0
      ? nothing
      : html`
          <section class="card">
            <h2>${say("clubs")}</h2>
            ${clubs.map(
              (club) => html`
                <div class="option">
                  <span class="what">
                    <span>${inOwnLanguage(club.name)}</span>
                    <span class="quiet small">${inOwnLanguage(club.description)}</span>
                  </span>
                  <button class="button" type="button" @click=${() => void toggle(club)}>
                    ${say(club.joined_at ? "leave" : "join")}<span class="unseen">
                      ${inOwnLanguage(club.name)}</span
                    >
                  </button>
                </div>
              `,
            )}
            <p role="status">${said}</p>
          </section>
        `
}

export function friendsCard(referral) {
  return () =>
    referral?.enabled && referral.code
      ? html`
          <section class="card">
            <h2>${say("invite")}</h2>
            <p class="quiet">${say("invite_hint")}</p>
            <p><code>${referral.code}</code></p>
            ${
              referral.friends.joined > 0
                ? html`<p class="small">${say("invite_count", { n: referral.friends.joined })}</p>`
                : nothing
            }
          </section>
        `
      : nothing
}

const percentText = (percent) =>
  new Intl.NumberFormat(language(), { style: "percent", maximumFractionDigits: 2 }).format(percent / 100)

/** The middle of a period is in its month wherever one reads it. */
function periodName(start, end) {
  const middle = new Date((Date.parse(start) + Date.parse(end)) / 2)
  return new Intl.DateTimeFormat(language(), { month: "long", year: "numeric" }).format(middle)
}
