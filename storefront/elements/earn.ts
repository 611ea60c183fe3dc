import { css, html, nothing, type PropertyDeclarations, type TemplateResult } from "lit"
import { state } from "../state"
import type { LoyaltyProgram, LoyaltyReason } from "../store-types"
import { promiseKey } from "../words"
import { LoyaltyElement } from "./base"
import { askProduct } from "./product-points"
import { askCart, cartKey } from "./questions"
import { baseStyles } from "./styles"

/** "You will earn N points", for a product or, with `cart-id`, for a cart; to a guest what members earn. */
export class LoyaltyEarn extends LoyaltyElement {
  static override properties: PropertyDeclarations = {
    ...LoyaltyElement.properties,
    productId: { attribute: "product-id" },
    variantId: { attribute: "variant-id" },
    quantity: { type: Number },
    cart: { type: Boolean },
    cartId: { attribute: "cart-id" },
    why: { type: Boolean },
  }
  static override styles = [
    baseStyles,
    css`
      [part="points"] {
        color: var(--gain);
        font-weight: 600;
      }
      details {
        font-size: 0.9em;
      }
      summary {
        cursor: pointer;
        width: fit-content;
      }
    `,
  ]

  declare productId: string
  /** Which variant; without it the most that one of them earns. */
  declare variantId: string
  declare quantity: number
  /** The page's cart, as `setLoyalty` was told it. */
  declare cart: boolean
  declare cartId: string
  /** Whether the reasons can be opened. */
  declare why: boolean

  constructor() {
    super()
    this.quantity = 1
  }

  protected override draw(program: LoyaltyProgram | undefined): TemplateResult {
    const cartId = this.cartId || (this.cart ? state.options.cartId : undefined)
    return cartId ? this.ofCart(cartId, program) : this.ofProduct(program)
  }

  private ofCart(cartId: string, program: LoyaltyProgram | undefined): TemplateResult {
    const { data, error } = this.knowOwn(cartKey(cartId), askCart(cartId))
    if (error !== undefined) return this.failed(error, "earn_signed_out")
    if (data === undefined || program === undefined) return this.loading()
    const { points, lines } = data.earn
    const reasons = lines.flatMap((line) => line.reasons)
    return this.promise(points, reasons, program, false)
  }

  private ofProduct(program: LoyaltyProgram | undefined): TemplateResult {
    const { regionId, countryCode } = state.options
    if (!this.productId || !regionId) return this.loading()
    const wanted = {
      product_id: this.productId,
      variant_id: this.variantId || undefined,
      quantity: Math.max(1, Math.trunc(this.quantity) || 1),
      region_id: regionId,
      country_code: countryCode,
    }
    const { data, error } = this.know(`product ${JSON.stringify(wanted)}`, askProduct(wanted))
    if (error !== undefined) return this.failed(error)
    if (data === undefined || program === undefined) return this.loading()
    const [most] = [...data].sort((a, b) => b.points - a.points)
    const isSpread = data.some(({ points }) => points !== most?.points)
    return this.promise(most?.points ?? 0, most?.reasons ?? [], program, isSpread)
  }

  private promise(
    points: number,
    reasons: LoyaltyReason[],
    program: LoyaltyProgram,
    isSpread: boolean,
  ): TemplateResult {
    if (points <= 0) return this.empty(this.say("no_earn"))
    const sentences = this.why ? this.reasons(reasons, program) : []
    const { signedIn } = state.options
    const [before, after] = this.say(promiseKey(signedIn, isSpread)).split("{points}")
    return this.ready(
      html`<p part="earn" aria-live="polite">
          <slot name="before">${before}</slot
          ><span part="points" class="number">${this.speech.points(points)}</span
          ><slot name="after">${after}</slot>
        </p>
        ${signedIn === false ? html`<slot name="signed-out">${this.signIn()}</slot>` : nothing}
        ${
          sentences.length === 0
            ? nothing
            : html`<details part="why">
                <summary>${this.say("why")}</summary>
                <ul>
                  ${sentences.map((sentence) => html`<li part="reason">${sentence}</li>`)}
                </ul>
              </details>`
        }`,
    )
  }
}
