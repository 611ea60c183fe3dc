import { css, html, nothing, type PropertyDeclarations, type TemplateResult } from "lit"
import { state } from "../state"
import type { LoyaltyProgram } from "../store-types"
import { LoyaltyElement } from "./base"
import { baseStyles } from "./styles"
import { accountKey, askAccount } from "./questions"

/** How many points the customer can spend, in a line: for a header. */
export class LoyaltyBalance extends LoyaltyElement {
  static override properties: PropertyDeclarations = {
    ...LoyaltyElement.properties,
    worth: { type: Boolean },
  }
  static override styles = [
    baseStyles,
    css`
      :host,
      [part="box"] {
        display: inline-block;
      }
      [part="balance"] {
        display: inline-flex;
        align-items: baseline;
        gap: 0.4em;
      }
      [part="points"] {
        font-weight: 600;
      }
      button {
        min-height: 0;
        padding: 0.1em 0.6em;
      }
      .skeleton {
        width: 4em;
      }
      /* In a header there is room for the button only. */
      [part="signed-out"],
      [part="not-joined"] {
        display: none;
      }
    `,
  ]

  /** Whether to show what the points are worth in money too. */
  declare worth: boolean

  protected override draw(program: LoyaltyProgram | undefined): TemplateResult {
    const { currencyCode } = state.options
    const { data, error } = this.knowOwn(accountKey(currencyCode), askAccount(currencyCode))
    if (data === undefined && error !== undefined) return this.failed(error)
    if (data === undefined || program === undefined) return this.loading()
    const money = this.worth && data.worth
    return this.ready(
      html`<span part="balance" role="status">
        <slot name="label"><span class="unseen">${this.say("account")}:</span></slot>
        <span part="points" class="number">${this.speech.points(data.balance.available)}</span>
        ${
          money
            ? html`<span part="worth" class="quiet number"
                >${this.say("worth", { money: this.speech.money(money.amount, money.currency_code) })}</span
              >`
            : nothing
        }
      </span>`,
    )
  }
}
