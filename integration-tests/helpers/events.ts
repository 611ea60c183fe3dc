import { type EventEmitter } from "node:events"
import { setImmediate as nextTurn, setTimeout as pause } from "node:timers/promises"
import { type MedusaContainer } from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"

export type Delivery = "once" | "twice" | "never"

export interface EmittedEvent {
  name: string
  data: unknown
}

/** What the watch needs of Medusa's event bus for one process. */
interface LocalEventBus {
  eventEmitter_: EventEmitter
  addInterceptor(interceptor: (event: EmittedEvent) => void): unknown
  removeInterceptor(interceptor: (event: EmittedEvent) => void): unknown
}

/** Medusa's own subscribers (search, index) are left alone: what is doubled or lost are the shop's events. */
const ofTheShop = /^(order|order-edit|payment|shipment|delivery|cart|customer|return|loyalty)[.-]/

/**
 * Stands between the store's event bus and its subscribers: knows when the last of them has run, so that no test
 * sleeps and hopes, and can deliver each event twice or lose it, as a real bus may.
 */
export class EventWatch {
  /** Everything the store has told since the test began, whether or not anyone listens. */
  readonly emitted: EmittedEvent[] = []
  private delivery: Delivery = "once"
  private readonly running = new Set<Promise<unknown>>()
  private readonly bus: LocalEventBus
  private readonly emitter: EventEmitter
  private readonly emit: EventEmitter["emit"]

  constructor(private readonly container: MedusaContainer) {
    this.bus = container.resolve(Modules.EVENT_BUS) as unknown as LocalEventBus
    this.bus.addInterceptor(this.note)
    this.emitter = this.bus.eventEmitter_
    this.emit = this.emitter.emit.bind(this.emitter)
    this.emitter.emit = (name, ...args: unknown[]) => this.deliverTo(String(name), args)
  }

  /** From here on, until the next call. A test that changes it need not put it back: each test begins with "once". */
  deliver(delivery: Delivery): void {
    this.delivery = delivery
  }

  reset(): void {
    this.delivery = "once"
    this.emitted.length = 0
  }

  /** Waits until no subscriber and no workflow is at work, those started by others that ended meanwhile included. */
  async quiet(timeoutMs = 30_000): Promise<void> {
    const deadline = Date.now() + timeoutMs
    for (let calm = 0; calm < 2;) {
      // An event leaves the bus a few microtasks after the workflow that emitted it has answered.
      await nextTurn()
      const busy = this.running.size > 0 || (await this.workflowsAtWork())
      if (!busy) {
        calm += 1
        continue
      }
      calm = 0
      if (Date.now() > deadline) throw new Error(`The store is not quiet after ${timeoutMs} ms.`)
      await Promise.race([Promise.allSettled(this.running), pause(25)])
    }
  }

  restore(): void {
    this.emitter.emit = this.emit
    this.bus.removeInterceptor(this.note)
  }

  private readonly note = ({ name, data }: EmittedEvent): void => {
    this.emitted.push({ name, data })
  }

  private async workflowsAtWork(): Promise<boolean> {
    const engine = this.container.resolve(Modules.WORKFLOW_ENGINE)
    const atWork = await engine.listWorkflowExecutions(
      { state: { $nin: ["not_started", "done", "reverted", "failed"] } },
      { take: 1, select: ["id"] },
    )
    return atWork.length > 0
  }

  private deliverTo(name: string, args: unknown[]): boolean {
    const times = ofTheShop.test(name) ? { once: 1, twice: 2, never: 0 }[this.delivery] : 1
    const listeners = this.emitter.listeners(name)
    for (let time = 0; time < times; time++) {
      for (const listener of listeners)
        this.track(Promise.resolve(Reflect.apply(listener, this.emitter, args)))
    }
    return listeners.length > 0
  }

  private track(work: Promise<unknown>): void {
    const settled = work.catch(() => undefined).finally(() => this.running.delete(settled))
    this.running.add(settled)
  }
}
