import { css, html, nothing, type PropertyDeclarations, type TemplateResult } from "lit"
import { state } from "../state"
import type { LoyaltyAccount, LoyaltyProgram, LoyaltyTier, LoyaltyTierProgress } from "../store-types"
import { LoyaltyElement } from "./base"
import { tierName } from "./reasons"
import { measured, wayInWords } from "./tier-words"
import { accountKey, askAccount, askTier } from "./questions"
import { baseStyles } from "./styles"

const dayMs = 86_400_000

/** The customer's balances, what expires soon, and the way to the next tier. */
export class LoyaltyAccountPanel extends LoyaltyElement {
  static override properties: PropertyDeclarations = {
    ...LoyaltyElement.properties,
    expiring: { type: Number },
    expiringWithin: { type: Number, attribute: "expiring-within" },
  }
  static override styles = [
    baseStyles,
    css`
      [part="panel"] {
        display: grid;
        gap: var(--gap);
      }
      [part="points"] {
        font-size: 1.75em;
        font-weight: 600;
        line-height: 1.2;
      }
      dl {
        display: flex;
        flex-wrap: wrap;
        gap: 0.25em calc(var(--gap) * 2);
      }
      dt {
        color: var(--quiet);
        font-size: 0.9em;
      }
      [part="bar"] {
        height: 0.5em;
        margin-block: 0.4em;
        border-radius: 1em;
        background: var(--line);
        overflow: hidden;
      }
      [part="bar-fill"] {
        height: 100%;
        border-radius: inherit;
        background: var(--accent);
        transition: width 0.4s ease;
      }
    `,
  ]

  /** How many coming expiries to show at most. */
  declare expiring: number
  /** How many days ahead counts as soon. */
  declare expiringWithin: number

  constructor() {
    super()
    this.expiring = 3
    this.expiringWithin = 90
  }

  protected override draw(program: LoyaltyProgram | undefined): TemplateResult {
    const { currencyCode } = state.options
    const account = this.knowOwn(accountKey(currencyCode), askAccount(currencyCode))
    const tier = this.knowOwn("tier", askTier)
    const error = account.error ?? tier.error
    if (error !== undefined) return this.failed(error)
    if (account.data === undefined || tier.data === undefined || program === undefined) return this.loading()
    return this.ready(
      html`<section part="panel" aria-labelledby="title">
        <h2 part="title" id="title"><slot name="title">${this.say("account")}</slot></h2>
        ${this.balances(account.data)} ${this.comingExpiries(account.data)}
        ${tier.data === null ? nothing : this.tier(tier.data)}
        <slot></slot>
      </section>`,
    )
  }

  private balances({ balance, worth, status }: LoyaltyAccount): TemplateResult {
    const more = [
      ["pending", balance.pending],
      ["held", balance.held],
    ] as const
    return html`<div part="balance" aria-live="polite">
        <p part="points" class="number">${this.speech.points(balance.available)}</p>
        ${
          worth === null
            ? nothing
            : html`<p part="worth" class="quiet number">
                ${this.say("worth", { money: this.speech.money(worth.amount, worth.currency_code) })}
              </p>`
        }
      </div>
      ${status === "frozen" ? html`<p part="frozen">${this.say("frozen")}</p>` : nothing}
      <dl>
        ${more
          .filter(([name, points]) => name === "pending" || points !== 0)
          .map(
            ([name, points]) =>
              html`<div>
                <dt>${this.say(name)}</dt>
                <dd part=${name} class="number">${this.speech.points(points)}</dd>
              </div>`,
          )}
      </dl>`
  }

  private comingExpiries({ expiring }: LoyaltyAccount): TemplateResult | typeof nothing {
    const soon = Date.now() + this.expiringWithin * dayMs
    const shown = expiring.filter(({ at }) => Date.parse(at) <= soon).slice(0, this.expiring)
    if (shown.length === 0) return nothing
    return html`<div part="expiring">
      <h3>${this.say("expiring")}</h3>
      <ul>
        ${shown.map(
          ({ points, at }) =>
            html`<li part="expiry" class="number">
              ${this.say("expires", { points: this.speech.points(points), date: this.speech.date(at) })}
            </li>`,
        )}
      </ul>
    </div>`
  }

  private tier(progress: LoyaltyTierProgress): TemplateResult {
    const { present, next, stay, safe_until: safeUntil, measure } = progress
    const name = present === null ? this.say("no_tier") : this.nameOf(present)
    return html`<div part="tier">
      <h3>${this.say("tier")}: <span part="tier-name">${name}</span></h3>
      ${
        next === null
          ? html`<p class="quiet">${this.say("top_tier")}</p>`
          : this.wayTo(this.nameOf(next.tier), measure, next)
      }
      ${
        stay !== null && stay.by !== null && stay.missing > 0
          ? html`<p part="stay" class="quiet">
              ${this.say("to_stay", {
                tier: name,
                missing: measured(stay.missing, measure, this.speech),
                date: this.speech.date(stay.by),
              })}
            </p>`
          : safeUntil === null
            ? nothing
            : html`<p part="stay" class="quiet">
                ${this.say("safe_until", { tier: name, date: this.speech.date(safeUntil) })}
              </p>`
      }
    </div>`
  }

  private wayTo(
    tier: string,
    measure: LoyaltyTierProgress["measure"],
    { missing, threshold, by }: { missing: number; threshold: number; by: string | null },
  ): TemplateResult {
    const percent = threshold > 0 ? Math.min(100, Math.max(0, (1 - missing / threshold) * 100)) : 100
    const { way, note } = wayInWords(tier, measure, missing, this.speech)
    const text = by === null ? way : this.say("next_by", { way, date: this.speech.date(by) })
    return html`<div
        part="bar"
        role="progressbar"
        aria-valuemin="0"
        aria-valuemax="100"
        aria-valuenow=${Math.round(percent)}
        aria-valuetext=${text}
        aria-label=${this.say("tier")}
      >
        <div part="bar-fill" .style=${`width:${percent}%`}></div>
      </div>
      <p part="next">${text}</p>
      ${note === null ? nothing : html`<p part="counts" class="quiet">${note}</p>`}`
  }

  private nameOf(tier: LoyaltyTier): string {
    return tierName(tier, this.speech)
  }
}
