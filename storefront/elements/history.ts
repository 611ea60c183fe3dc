import { css, html, nothing, type PropertyDeclarations, type PropertyValues, type TemplateResult } from "lit"
import { repeat } from "lit/directives/repeat.js"
import type { LoyaltyClient } from "../client"
import { state } from "../state"
import type { LoyaltyProgram, LoyaltyTransaction } from "../store-types"
import { LoyaltyElement } from "./base"
import { happened } from "./reasons"
import { baseStyles } from "./styles"

interface Excerpt {
  transactions: LoyaltyTransaction[]
  /** Whether there are more to ask for. */
  isWhole: boolean
}

const requestMax = 100
/** Points that went to a cart and came back are no news to a customer. */
const comingsAndGoings = ["hold", "release", "lapse"]
/** The customer has neither more points by them nor fewer. */
const withoutGain = ["activate", ...comingsAndGoings]

/** What happened to the customer's points, the newest first, with reasons in words. */
export class LoyaltyHistory extends LoyaltyElement {
  static override properties: PropertyDeclarations = {
    ...LoyaltyElement.properties,
    limit: { type: Number },
    all: { type: Boolean },
    orderUrl: { attribute: "order-url" },
    count: { state: true },
  }
  static override styles = [
    baseStyles,
    css`
      [part="row"] {
        display: grid;
        grid-template-columns: 1fr auto;
        gap: 0.1em var(--gap);
        padding-block: 0.6em;
        border-block-end: 1px solid var(--line);
      }
      [part~="points"] {
        text-align: end;
        font-weight: 600;
      }
      [part~="gain"] {
        color: var(--gain);
      }
      [part="details"],
      details {
        font-size: 0.9em;
        grid-column: 1 / -1;
      }
      summary {
        cursor: pointer;
        width: fit-content;
      }
      [part~="more"] {
        margin-block-start: var(--gap);
      }
    `,
  ]

  /** How many to show at first, and with each press of the button. */
  declare limit: number
  /** Whether to show too what was held for carts and given back. */
  declare all: boolean
  /** Where an order is shown; `{id}` stands for its id. Without it orders are not linked. */
  declare orderUrl: string
  declare private count: number
  /** While more is asked for, what is shown stays. */
  private shown: (Excerpt & { epoch: number }) | null = null

  constructor() {
    super()
    this.limit = 10
    this.count = 0
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has("limit") || changed.has("all")) this.count = Math.max(1, this.limit || 1)
  }

  protected override draw(program: LoyaltyProgram | undefined): TemplateResult {
    const [wanted, all] = [this.count, this.all]
    const key = `transactions ${wanted} ${String(all)}`
    const { data, error } = this.knowOwn(key, (client, signal) => excerptOf(client, signal, wanted, all))
    if (error !== undefined) {
      this.shown = null
      return this.failed(error)
    }
    if (data !== undefined) this.shown = { ...data, epoch: state.epoch }
    const { shown } = this
    if (shown?.epoch !== state.epoch || program === undefined) return this.loading()
    if (shown.transactions.length === 0) {
      return html`${this.heading()} ${this.empty(this.say("no_history"))}`
    }
    return this.ready(this.list(shown, program, data === undefined))
  }
  private list({ transactions, isWhole }: Excerpt, program: LoyaltyProgram, isBusy: boolean): TemplateResult {
    return html`<section part="panel" aria-labelledby="title">
      ${this.heading()}
      <ul part="list">
        ${repeat(
          transactions,
          ({ id }) => id,
          (one) => this.row(one, program),
        )}
      </ul>
      <p class="unseen" role="status">
        ${this.say("shown", { number: this.speech.number(transactions.length) })}
      </p>
      ${
        isWhole
          ? nothing
          : html`<button
              part="button more"
              type="button"
              aria-disabled=${String(isBusy)}
              @click=${() => this.showMore(isBusy)}
            >
              ${this.say("more")}
            </button>`
      }
    </section>`
  }

  private heading(): TemplateResult {
    return html`<h2 part="title" id="title"><slot name="title">${this.say("history")}</slot></h2>`
  }

  private row(one: LoyaltyTransaction, program: LoyaltyProgram): TemplateResult {
    const reasons = this.reasons(
      one.reasons.flatMap(({ reasons: ofLine }) => ofLine),
      program,
    )
    return html`<li part="row" data-type=${one.type}>
      <span part="what">${happened(one, this.speech)}</span>
      ${
        withoutGain.includes(one.type)
          ? html`<span part="points" class="number quiet">${this.speech.points(Math.abs(one.points))}</span>`
          : html`<span part=${one.points > 0 ? "points gain" : "points"} class="number"
              >${this.speech.change(one.points)}</span
            >`
      }
      <span part="details" class="quiet">
        <time datetime=${one.created_at}>${this.speech.date(one.created_at)}</time>
        ${
          one.order_id === null || !this.orderUrl
            ? nothing
            : html` ·
                <a part="order" href=${this.orderUrl.replace("{id}", encodeURIComponent(one.order_id))}
                  >${this.say("order")}</a
                >`
        }
        ${
          one.expires_at === null || one.points < 0
            ? nothing
            : html` · ${this.say("expires_on", { date: this.speech.date(one.expires_at) })}`
        }
      </span>
      ${
        reasons.length === 0
          ? nothing
          : html`<details part="why">
              <summary>${this.say("why")}</summary>
              <ul>
                ${reasons.map((reason) => html`<li part="reason">${reason}</li>`)}
              </ul>
            </details>`
      }
    </li>`
  }

  private showMore(isBusy: boolean): void {
    if (isBusy) return
    this.count += Math.max(1, this.limit || 1)
  }
}

/** As many as are wanted of those to be shown; the store counts all, so it may be asked again. */
async function excerptOf(
  client: LoyaltyClient<unknown>,
  signal: AbortSignal,
  wanted: number,
  all: boolean,
): Promise<Excerpt> {
  const found = new Map<string, LoyaltyTransaction>()
  for (let offset = 0; ; offset += requestMax) {
    const { transactions, count } = await client.transactions({ limit: requestMax, offset, signal })
    for (const one of transactions) {
      if (all || !comingsAndGoings.includes(one.type)) found.set(one.id, one)
    }
    const isLast = offset + requestMax >= count || transactions.length === 0
    if (!isLast && found.size <= wanted) continue
    return {
      transactions: [...found.values()].slice(0, wanted),
      isWhole: isLast && found.size <= wanted,
    }
  }
}
