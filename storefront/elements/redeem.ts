import { html, nothing, type PropertyDeclarations, type TemplateResult } from "lit"
import { live } from "lit/directives/live.js"
import { newIdempotencyKey } from "../client"
import { fit, isLeaving, read, savedBy, unsaid, type Limits } from "../points-field"
import { isLoyaltyRefusal } from "../refusal"
import { followsPoints, state } from "../state"
import type { LoyaltyCartPoints, LoyaltyProgram } from "../store-types"
import { LoyaltyElement } from "./base"
import { accountKey, askAccount, askCart, cartKey } from "./questions"
import { redeemStyles } from "./redeem-styles"

/** A press of a button whose answer has been lost can be repeated under its own key without a second effect. */
interface Attempt {
  cartId: string
  points: number
  key: string
}

/** Points in the cart: how many may be used, what they save, and why not where not. */
export class LoyaltyRedeem extends LoyaltyElement {
  static override properties: PropertyDeclarations = {
    ...LoyaltyElement.properties,
    cartId: { attribute: "cart-id" },
    currencyCode: { attribute: "currency-code" },
    fields: {},
    typed: { state: true },
    note: { state: true },
    isBusy: { state: true },
    said: { state: true },
    refusal: { state: true },
  }
  static override styles = redeemStyles

  /** The cart; the page's own if not given. */
  declare cartId: string
  /** The cart's currency, in which the saving is shown; the page's own if not given. */
  declare currencyCode: string
  /** Which fields of the cart the event carries, in Medusa's words. */
  declare fields: string
  /** What the customer has set, by the field or the slider; null until he does, and again after each change. */
  declare private typed: string | null
  /** What is said of the number in the field. */
  declare private note: string
  declare private isBusy: boolean
  /** The last thing said to who cannot see the change. */
  declare private said: string
  /** The code of a refusal that the last press met; "lost" where nobody answered. */
  declare private refusal: string | null
  private attempt: Attempt | null = null
  private drawnCart = ""

  constructor() {
    super()
    this.typed = null
    this.note = ""
    this.isBusy = false
    this.said = ""
    this.refusal = null
  }

  protected override draw(program: LoyaltyProgram | undefined): TemplateResult {
    const cartId = this.cartHere()
    if (!cartId) return this.loading()
    if (cartId !== this.drawnCart) this.beginAnew(cartId)
    const { data, error } = this.knowOwn(cartKey(cartId), askCart(cartId))
    if (error !== undefined) return this.failed(error, "redeem_signed_out")
    if (data === undefined || program === undefined) return this.loading()
    return this.ready(
      html`<section part="panel" aria-labelledby="title">
        <h2 part="title" id="title"><slot name="title">${this.say("redeem")}</slot></h2>
        ${this.applied(data)}
        ${data.redemption.refused === null ? this.form(data, program) : this.refused(data)}
        <p part="refusal" role="alert">${this.met(data)}</p>
        <p class="unseen" role="status">${this.said}</p>
        <slot></slot>
      </section>`,
    )
  }

  private applied({ redemption: { applied } }: LoyaltyCartPoints): TemplateResult | typeof nothing {
    if (applied === null) return nothing
    return html`<div part="applied">
      <span>
        <span part="applied-points" class="number"
          >${this.say("applied", { points: this.speech.points(applied.points) })}</span
        >
        <span part="applied-amount" class="number"
          >−${this.speech.money(applied.amount, applied.currency_code)}</span
        ><br />
        <span class="quiet">${this.say("held_until", { time: this.speech.time(applied.expires_at) })}</span>
      </span>
      <button
        part="button remove"
        type="button"
        aria-disabled=${String(this.isBusy)}
        @click=${() => void this.use(0)}
      >
        ${this.say("remove")}
      </button>
    </div>`
  }

  private refused({ redemption }: LoyaltyCartPoints): TemplateResult {
    return html`<p part="refused" class="quiet" data-code=${redemption.refused ?? ""}>
        ${this.inWords(redemption.refused, redemption)}
      </p>
      ${isLeaving(redemption) ? html`<p part="leaving">${this.say("leaving")}</p>` : nothing}`
  }

  private met({ redemption }: LoyaltyCartPoints): string | typeof nothing {
    const code = unsaid(this.refusal, redemption)
    if (code === null) return nothing
    return code === "lost" ? this.say(code) : this.inWords(code, redemption)
  }

  private form({ redemption }: LoyaltyCartPoints, program: LoyaltyProgram): TemplateResult {
    const limits = limitsOf(redemption, program)
    const { applied } = redemption
    const typed = this.typed ?? String(fit(applied?.points ?? limits.max, limits))
    const reading = read(typed, limits, applied !== null)
    const points = "points" in reading ? Math.max(limits.min, reading.points) : limits.min
    const isChange = applied !== null
    const isSame = reading.is === "usable" && applied?.points === reading.points
    const { unit } = stepOf(program)
    return html`<form part="form" novalidate @submit=${(event: Event) => this.submit(event, typed, limits)}>
      <label part="label" for="points"><slot name="label">${this.say("use")}</slot></label>
      <div part="controls">
        ${
          limits.min < limits.max
            ? html`<input
                part="slider"
                type="range"
                aria-label=${this.say("use_slider")}
                aria-valuetext=${this.speech.points(points)}
                min=${limits.min}
                max=${limits.max}
                step=${limits.step}
                .value=${live(String(points))}
                @input=${(event: Event) => this.type(event)}
              />`
            : nothing
        }
        <input
          part="field"
          id="points"
          class="number"
          type="number"
          inputmode=${program.precision > 0 ? "decimal" : "numeric"}
          min=${limits.min}
          max=${limits.max}
          step=${Math.max(limits.step, unit)}
          aria-describedby="note limits"
          aria-invalid=${String(this.note !== "" && reading.is !== "usable")}
          .value=${live(typed)}
          @input=${(event: Event) => this.type(event)}
        />
      </div>
      <p part="note" id="note" role="alert">${this.note || nothing}</p>
      <p part="limits" id="limits" class="quiet number">${this.limitsInWords(limits, program, redemption)}</p>
      ${reading.is === "usable" && reading.points > 0 ? this.saving(reading.points, program, redemption) : nothing}
      <button
        part="button apply"
        class="main"
        type="submit"
        aria-disabled=${String(this.isBusy || isSame)}
        aria-busy=${String(this.isBusy)}
      >
        <slot name=${isChange ? "change" : "apply"}>${this.say(isChange ? "change" : "apply")}</slot>
      </button>
    </form>`
  }

  private limitsInWords(
    { min, max, step }: Limits,
    program: LoyaltyProgram,
    { applied }: LoyaltyCartPoints["redemption"],
  ): string {
    const { currencyCode } = state.options
    const account = this.knowOwn(accountKey(currencyCode), askAccount(currencyCode)).data
    const { unit } = stepOf(program)
    return [
      // What this cart holds can be used on it as before.
      account &&
        this.say("available", {
          points: this.speech.points(account.balance.available + (applied?.points ?? 0)),
        }),
      this.say("at_most", { points: this.speech.points(max) }),
      min > unit && this.say("at_least", { points: this.speech.points(min) }),
      step > unit && this.say("in_steps", { points: this.speech.points(step) }),
    ]
      .filter((part) => typeof part === "string")
      .join(" · ")
  }

  private saving(
    points: number,
    program: LoyaltyProgram,
    redemption: LoyaltyCartPoints["redemption"],
  ): TemplateResult | typeof nothing {
    const { applied } = redemption
    const currencyCode = this.currencyCode || applied?.currency_code || state.options.currencyCode
    if (!currencyCode) return nothing
    // What is applied may have been so at another rate, which it keeps.
    const saved =
      points === applied?.points
        ? applied.amount
        : savedBy(points, currencyCode, program.precision, redemption)
    if (saved === null) return nothing
    return html`<p part="saving" class="number">
      ${this.say("saves", { money: this.speech.money(saved, currencyCode) })}
    </p>`
  }

  private type(event: Event): void {
    this.typed = (event.target as HTMLInputElement).value
    this.note = ""
    this.refusal = null
  }

  /** Sends nothing that the customer has not seen. */
  private submit(event: Event, typed: string, limits: Limits): void {
    event.preventDefault()
    if (this.isBusy) return
    const applied = state.known<LoyaltyCartPoints>(cartKey(this.cartHere())).data?.redemption.applied ?? null
    const reading = read(typed, limits, applied !== null)
    this.refusal = null
    if (reading.is === "usable") {
      if (reading.points !== applied?.points) void this.use(reading.points)
    } else if (reading.is === "fitted") {
      this.typed = String(reading.points)
      this.note = this.say("fitted", { points: this.speech.points(reading.points) })
    } else {
      this.note =
        reading.is === "too_few"
          ? this.say("at_least", { points: this.speech.points(limits.min) })
          : this.say("refused_invalid_points")
    }
  }

  /** Zero removes. */
  private async use(points: number): Promise<void> {
    if (this.isBusy) return
    const cartId = this.cartHere()
    const { attempt } = this
    const isRepeat = attempt?.cartId === cartId && attempt.points === points
    const { key } = (this.attempt = isRepeat ? attempt : { cartId, points, key: newIdempotencyKey() })
    this.isBusy = true
    this.refusal = null
    this.note = ""
    this.said = ""
    try {
      const { cart, redemption } = await state.ask((client) =>
        client.applyPoints(cartId, points, { idempotencyKey: key, fields: this.fields || undefined }),
      )
      this.attempt = null
      this.tell("loyalty-cart-changed", { cart, redemption })
      await state.refresh(followsPoints)
      this.typed = null
      this.said = redemption
        ? this.say("was_applied", { points: this.speech.points(redemption.points) })
        : this.say("was_removed")
      if (!redemption) await this.keepFocus("[part=field]")
    } catch (error) {
      // An answer is final: only where there was none may the same key be sent again.
      if (isLoyaltyRefusal(error) && error.status < 500) this.attempt = null
      this.showRefusal(error)
    } finally {
      this.isBusy = false
    }
  }

  private showRefusal(error: unknown): void {
    this.refusal = isLoyaltyRefusal(error) ? (error.code ?? "") : "lost"
    this.refuse(error)
    if (isLoyaltyRefusal(error)) void state.refresh(followsPoints)
  }

  private inWords(code: string | null, redemption: LoyaltyCartPoints["redemption"]): string {
    const points = code === "not_a_step" ? redemption.step : redemption.min_points
    const parts = { points: this.speech.points(points) }
    return this.speech.find(`refused_${code ?? ""}`, parts) ?? this.say("refused")
  }

  private cartHere(): string {
    return this.cartId || state.options.cartId || ""
  }

  private beginAnew(cartId: string): void {
    this.drawnCart = cartId
    this.typed = null
    this.note = ""
    this.refusal = null
    this.said = ""
  }
}

function limitsOf(
  { min_points, max_points, step }: LoyaltyCartPoints["redemption"],
  { precision }: LoyaltyProgram,
): Limits {
  return { min: min_points, max: max_points, step, precision }
}

/** The smallest part of a point. */
function stepOf({ precision }: LoyaltyProgram): { unit: number } {
  return { unit: 1 / 10 ** precision }
}
