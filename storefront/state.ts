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
  /** Whether a customer is signed in. Told false, the page asks nothing that only a customer may; told nothing, it asks and sees. */
  signedIn?: boolean
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
  private running: { request: AbortController; done: Promise<void> } | null = null

  constructor(private readonly ask: Ask<unknown>) {}

  get isRunning(): boolean {
    return this.running !== null
  }

  get isMissing(): boolean {
    return !this.isRunning && this.known.data === undefined && this.known.error === undefined
  }

  /** Settles when the answer is known: of two askings the last counts, for the first one too. */
  async load(client: LoyaltyClient<unknown>): Promise<void> {
    this.running?.request.abort()
    const request = new AbortController()
    this.running = { request, done: this.answer(client, request) }
    while (this.running) await this.running.done
  }

  stop(): void {
    this.running?.request.abort()
    this.running = null
  }

  tell(): void {
    for (const listener of this.listeners) listener()
  }

  private async answer(client: LoyaltyClient<unknown>, request: AbortController): Promise<void> {
    const known = await this.ask(client, request.signal).then(
      (data): Known<unknown> => ({ data }),
      (error: unknown): Known<unknown> => ({ error }),
    )
    // Aborted, and answered all the same.
    if (this.running?.request !== request) return
    this.running = null
    this.known = known
    this.tell()
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

  /** Keeps what was given before and is not given now. Another store forgets everything, another customer what was his. */
  configure(options: LoyaltyOptions): void {
    const isOther = options.signedIn !== undefined && options.signedIn !== this.options.signedIn
    this.options = { ...this.options, ...options }
    if (options.client !== undefined || options.sdk !== undefined) {
      this.client = options.client ?? (options.sdk ? loyaltyClient<unknown>(options.sdk) : null)
      this.forget()
    } else if (isOther) {
      this.forget(ofCustomer)
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
    if (this.client && question.isMissing) void question.load(this.client)
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
  forget(concerns: (key: string) => boolean = () => true): void {
    this.epoch += 1
    for (const [key, question] of this.questions) {
      if (!concerns(key)) continue
      question.stop()
      question.known = {}
      question.tell()
    }
    // The components draw themselves first: not all may still want to know what they asked before.
    setTimeout(() => this.askMissing(), 0)
  }

  /** Asks what changes something; what is shown is to be refreshed after it. Throws where `setLoyalty` was not called. */
  async ask<T>(ask: (client: LoyaltyClient<unknown>) => Promise<T>): Promise<T> {
    if (!this.client) throw new Error("Call setLoyalty first.")
    return await ask(this.client)
  }

  private askMissing(): void {
    for (const [key, question] of this.questions) {
      if (question.listeners.size === 0) this.drop(key, question)
      else if (this.client && question.isMissing) void question.load(this.client)
    }
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

/** What points do changes balances and carts; not the program, and not what products earn. */
export function followsPoints(key: string): boolean {
  return key !== "program" && !key.startsWith("product ")
}

const ofCustomer = (key: string): boolean => key !== "program"

export const state = new LoyaltyState()

/** Tells the components of this page how to ask the store, once; again where region, currency or cart change. */
export function setLoyalty(options: LoyaltyOptions): void {
  state.configure(options)
}

/** To be called after the shop's own changes of the cart or an order. Settles when the components know. */
export function refreshLoyalty(): Promise<void> {
  return state.refresh(ofCustomer)
}

/** To be called when somebody signs in or out and `signedIn` is not told: what was shown is forgotten at once. */
export function resetLoyalty(): void {
  state.forget(ofCustomer)
}
