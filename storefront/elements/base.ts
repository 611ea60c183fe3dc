import {
  LitElement,
  html,
  nothing,
  type CSSResultGroup,
  type PropertyDeclarations,
  type TemplateResult,
} from "lit"
import { isLoyaltyRefusal, LoyaltyRefusal } from "../refusal"
import { refreshLoyalty, state, type Ask, type Known } from "../state"
import type { LoyaltyProgram, LoyaltyReason } from "../store-types"
import { Speech, type WordKey } from "../words"
import { askTier } from "./questions"
import { reasonsInWords } from "./reasons"
import { baseStyles } from "./styles"

export type ElementState = "loading" | "ready" | "empty" | "signed-out" | "not-joined" | "error"

/** What every component does: asks through the page's shared state, speaks a language, and shows that it loads or failed. */
export abstract class LoyaltyElement extends LitElement {
  static override properties: PropertyDeclarations = {
    lang: { type: String, reflect: true },
    state: { type: String, reflect: true },
  }
  static override styles: CSSResultGroup = baseStyles

  /** The language of the component; the nearest `lang` around it if not given. */
  declare lang: string
  /** What is shown now, also as an attribute for styles. */
  declare state: ElementState

  /** What it asks, and how it stops to listen. */
  private readonly watched = new Map<string, () => void>()
  private wanted = new Set<string>()
  private stopWatching: (() => void)[] = []
  protected speech = new Speech("en")

  constructor() {
    super()
    this.state = "loading"
  }

  override connectedCallback(): void {
    super.connectedCallback()
    const onDocument = new MutationObserver(() => this.requestUpdate())
    onDocument.observe(document.documentElement, { attributes: true, attributeFilter: ["lang"] })
    this.stopWatching = [state.onConfigured(() => this.requestUpdate()), () => onDocument.disconnect()]
    this.requestUpdate()
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    for (const stop of this.stopWatching) stop()
    for (const stop of this.watched.values()) stop()
    this.watched.clear()
  }

  /** What the page knows of a question; the component is drawn again when that changes. For use while it is drawn. */
  protected know<T>(key: string, ask: Ask<T>): Known<T> {
    this.wanted.add(key)
    if (!this.watched.has(key)) {
      const stop = state.watch(key, ask, () => this.requestUpdate())
      this.watched.set(key, stop)
    }
    return state.known<T>(key)
  }

  /** The same of what only a customer may ask: where nobody is signed in the store need not be asked to refuse. */
  protected knowOwn<T>(key: string, ask: Ask<T>): Known<T> {
    return state.options.signedIn === false ? { error: nobody } : this.know(key, ask)
  }

  protected reasons(reasons: LoyaltyReason[], { precision }: LoyaltyProgram): string[] {
    const ofTier = reasons.some(({ tier_id }) => tier_id !== undefined)
    const tiers = ofTier ? this.knowOwn("tier", askTier).data : null
    return reasonsInWords(reasons, this.speech, precision, tiers)
  }

  protected knowProgram(): Known<LoyaltyProgram> {
    return this.know("program", (client, signal) => client.program({ signal }))
  }

  protected override render(): TemplateResult {
    this.wanted = new Set()
    const program = this.knowProgram()
    this.speech = new Speech(this.languageHere(), state.options.words, program.data)
    const drawn = program.error === undefined ? this.draw(program.data) : this.failed(program.error)
    for (const [key, stop] of this.watched) {
      if (this.wanted.has(key)) continue
      stop()
      this.watched.delete(key)
    }
    return html`<div
      part="box"
      tabindex="-1"
      lang=${this.speech.language}
      aria-busy=${String(this.state === "loading")}
    >
      ${drawn}
    </div>`
  }

  /** `program` is not known yet where it is undefined. */
  protected abstract draw(program: LoyaltyProgram | undefined): TemplateResult

  protected override updated(): void {
    if (this.announced === this.state) return
    this.announced = this.state
    this.tell("loyalty-state", { state: this.state })
  }
  private announced: ElementState | null = null

  protected say(key: WordKey, parts?: Record<string, string>): string {
    return this.speech.say(key, parts)
  }

  /** The event leaves shadow roots and can be heard on the document. */
  protected tell(name: string, detail: object): void {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }))
  }

  protected ready(content: TemplateResult): TemplateResult {
    this.state = "ready"
    return content
  }

  protected loading(): TemplateResult {
    this.state = "loading"
    return html`<slot name="loading">
      <span part="skeleton" class="skeleton" aria-hidden="true"></span>
      <span class="unseen">${this.say("loading")}</span>
    </slot>`
  }

  protected empty(text: string): TemplateResult {
    this.state = "empty"
    return html`<slot name="empty"><p part="empty" class="quiet">${text}</p></slot>`
  }

  /** Signed out and not joined yet are no accidents and have words of their own. */
  protected failed(error: unknown, signedOut: WordKey = "signed_out"): TemplateResult {
    const refusal = isLoyaltyRefusal(error) ? error : null
    if (refusal?.code === "customer_required") return this.signedOut(signedOut)
    if (refusal?.code === "account_not_found") return this.notJoined()
    this.state = "error"
    const text = this.speech.find(`refused_${refusal?.code ?? ""}`) ?? this.say("error")
    return html`<div part="error" role="alert">
      <slot name="error"><span>${text}</span></slot>
      <button part="button retry" type="button" @click=${() => void this.retry()}>
        ${this.say("retry")}
      </button>
    </div>`
  }

  /** Asks again whatever failed on the page: one press mends all components. */
  private async retry(): Promise<void> {
    await state.refresh((key) => state.known(key).error !== undefined)
    await this.keepFocus()
  }

  /** Where the pressed button has gone, the keyboard goes on from here and not from the page's top; unless it is elsewhere by now. */
  protected async keepFocus(preferred = "[part=box]"): Promise<void> {
    await this.updateComplete
    const { activeElement } = document
    if (activeElement !== null && activeElement !== document.body) return
    const target =
      this.shadowRoot?.querySelector<HTMLElement>(preferred) ??
      this.shadowRoot?.querySelector<HTMLElement>("[part=box]")
    target?.focus({ preventScroll: true })
  }

  private signedOut(text: WordKey): TemplateResult {
    this.state = "signed-out"
    return html`<slot name="signed-out">
      <p part="signed-out" class="quiet">${this.say(text)}</p>
      ${this.signIn()}
    </slot>`
  }

  protected signIn(): TemplateResult {
    return html`<button part="button sign-in" type="button" @click=${() => this.tell("loyalty-sign-in", {})}>
      ${this.say("sign_in")}
    </button>`
  }

  private notJoined(): TemplateResult {
    this.state = "not-joined"
    return html`<slot name="not-joined">
      <p part="not-joined" class="quiet">${this.say("not_joined")}</p>
      <button part="button join" type="button" @click=${() => void this.join()}>${this.say("join")}</button>
    </slot>`
  }

  private async join(): Promise<void> {
    try {
      const account = await state.ask((client) => client.join())
      this.tell("loyalty-joined", { account })
      await refreshLoyalty()
      await this.keepFocus()
    } catch (error) {
      this.refuse(error)
    }
  }

  /** Tells the page too; where the store did not answer at all, `code` and `status` are null. */
  protected refuse(error: unknown): void {
    const { code, message, status } = isLoyaltyRefusal(error) ? error : lost(error)
    this.tell("loyalty-refused", { code, message, status })
  }

  protected languageHere(): string {
    return this.lang || closestLanguage(this) || document.documentElement.lang || navigator.language
  }
}

const nobody = new LoyaltyRefusal("customer_required", "", 401)

function lost(
  error: unknown,
): Record<keyof Pick<LoyaltyRefusal, "code" | "status" | "message">, string | null> {
  return { code: null, status: null, message: error instanceof Error ? error.message : String(error) }
}

/** Through shadow roots too, which `closest` does not leave. */
function closestLanguage(element: Element): string {
  const around = element.parentElement?.closest<HTMLElement>("[lang]")
  if (around) return around.lang
  const root = element.getRootNode()
  return root instanceof ShadowRoot ? closestLanguage(root.host) : ""
}

/** Nothing where there is nothing to show. */
export function maybe<T>(value: T | null | undefined, draw: (value: T) => unknown): unknown {
  return value === null || value === undefined ? nothing : draw(value)
}
