import { loyaltyClient, type LoyaltyClient } from "./client"
import type { StoreSdk } from "./sdk"
import type { OwnWords } from "./words"

export interface LoyaltyOptions {
  /** How the store is asked: js-sdk's instance, or `storeSdk(…)`. */
  sdk?: StoreSdk
  /** In place of `sdk`. */
  client?: LoyaltyClient<unknown>
  /** Where goods would be bought: without it a product's points cannot be told. */
  regionId?: string
  countryCode?: string
  /** In which money points are shown. */
  currencyCode?: string
  /** Of the components that name no cart themselves. */
  cartId?: string
  words?: OwnWords
}

/** What is known of a question: an answer, however old, and a failure since. Both absent: not answered yet. */
export interface Known<T> {
  data?: T
  error?: unknown
}

export type Ask<T> = (client: LoyaltyClient<unknown>, signal: AbortSignal) => Promise<T>

/** A question that some components ask; one request serves them all. */
class Question {
  readonly listeners = new Set<() => void>()
  known: Known<unknown> = {}
  private running: AbortController | null = null

  constructor(private readonly ask: Ask<unknown>) {}

  /** The last asking counts: the one before is aborted, and its answer dropped should it come all the same. */
  async load(client: LoyaltyClient<unknown>): Promise<void> {
    this.running?.abort()
    const run = new AbortController()
    this.running = run
    try {
      const data = await this.ask(client, run.signal)
      if (this.running === run) this.known = { data }
    } catch (error) {
      if (this.running === run) this.known = { error }
    }
    if (this.running !== run) return
    this.running = null
    this.tell()
  }

  get isRunning(): boolean {
    return this.running !== null
  }

  stop(): void {
    this.running?.abort()
    this.running = null
  }

  tell(): void {
    for (const listener of this.listeners) listener()
  }
}

/** What all components of a page know, so that a change by one is seen by the others. */
export class LoyaltyState {
  options: LoyaltyOptions = {}
  /** Counts the times that everything was forgotten: what is older may not be shown. */
  epoch = 0
  private client: LoyaltyClient<unknown> | null = null
  private readonly questions = new Map<string, Question>()
  private readonly watchers = new Set<() => void>()

  /** Keeps what was given before and is not given now. Another way to the store forgets everything. */
  configure(options: LoyaltyOptions): void {
    this.options = { ...this.options, ...options }
    if (options.client !== undefined || options.sdk !== undefined) {
      this.client = options.client ?? (options.sdk ? loyaltyClient<unknown>(options.sdk) : null)
      this.forget()
    }
    for (const watcher of this.watchers) watcher()
  }

  /** Called when the options change. */
  onConfigured(watcher: () => void): () => void {
    this.watchers.add(watcher)
    return () => this.watchers.delete(watcher)
  }

  /** Watches a question, and asks it where nobody has. What is asked of a question must follow from its key. */
  watch<T>(key: string, ask: Ask<T>, listener: () => void): () => void {
    let question = this.questions.get(key)
    if (question === undefined) {
      question = new Question(ask)
      this.questions.set(key, question)
    }
    question.listeners.add(listener)
    const { known, isRunning } = question
    const isAnswered = known.data !== undefined || known.error !== undefined
    if (this.client && !isAnswered && !isRunning) void question.load(this.client)
    return () => this.unwatch(key, question, listener)
  }

  known<T>(key: string): Known<T> {
    return (this.questions.get(key)?.known ?? {}) as Known<T>
  }

  /** Asks again what is shown; what is not is asked when it is. Shown answers stay until the new ones are there. */
  async refresh(concerns: (key: string) => boolean = () => true): Promise<void> {
    const loads: Promise<void>[] = []
    for (const [key, question] of this.questions) {
      if (!concerns(key)) continue
      if (question.listeners.size === 0) this.drop(key, question)
      else if (this.client) loads.push(question.load(this.client))
    }
    await Promise.all(loads)
  }

  /** As when somebody else signs in: no answer of before may be seen any more. */
  forget(): void {
    this.epoch += 1
    for (const [key, question] of this.questions) {
      question.stop()
      question.known = {}
      if (question.listeners.size === 0) this.drop(key, question)
      else question.tell()
    }
    void this.refresh()
  }

  /** Does something that changes points or carts, and asks again what it may have changed. */
  async change<T>(change: (client: LoyaltyClient<unknown>) => Promise<T>): Promise<T> {
    if (!this.client) throw new Error("Call setLoyalty first.")
    const client = this.client
    const result = await change(client)
    if (client === this.client) await this.refresh((key) => !isLasting(key))
    return result
  }

  private unwatch(key: string, question: Question, listener: () => void): void {
    question.listeners.delete(listener)
    if (question.listeners.size > 0) return
    // An element that is only moved is back at once.
    queueMicrotask(() => {
      if (question.listeners.size === 0 && question.isRunning) this.drop(key, question)
    })
  }

  private drop(key: string, question: Question): void {
    question.stop()
    if (this.questions.get(key) === question) this.questions.delete(key)
  }
}

/** The program and what products earn are not changed by spending points. */
function isLasting(key: string): boolean {
  return key === "program" || key.startsWith("product ")
}

export const state = new LoyaltyState()

/** Tells the components of this page how to ask the store, once; again where region, currency or cart change. */
export function setLoyalty(options: LoyaltyOptions): void {
  state.configure(options)
}

/** To be called after the shop's own changes of the cart or an order. Settles when the components know. */
export function refreshLoyalty(): Promise<void> {
  return state.refresh((key) => key !== "program")
}

/** To be called when somebody signs in or out: what was shown is forgotten at once. */
export function resetLoyalty(): void {
  state.forget()
}
