import { type EventEmitter } from "node:events"
import { type MedusaContainer } from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"

/** Those that tell of an order; what Medusa's own subscribers live on is left alone. */
const ofOrders = /^(order|order-edit|payment|shipment|delivery|return)[.-]/

type Emit = EventEmitter["emit"]

/**
 * A bus on its worst days: each event of an order is lost, doubled, kept for later or delivered, as the dice fall; what
 * was kept comes in any order, some of it when everything else is long over. The same seed throws the same dice.
 */
export class MuddledEvents {
  readonly fates = { lost: 0, doubled: 0, delayed: 0, delivered: 0 }
  private readonly emitter: EventEmitter
  private readonly emit: Emit
  private readonly kept: (() => void)[] = []

  constructor(
    container: MedusaContainer,
    private seed: number,
  ) {
    this.emitter = (
      container.resolve(Modules.EVENT_BUS) as unknown as { eventEmitter_: EventEmitter }
    ).eventEmitter_
    this.emit = this.emitter.emit
    this.emitter.emit = (name, ...args: unknown[]) => this.decide(String(name), args)
  }

  /** Some of what was kept comes now. */
  letSomeGo(): void {
    for (let left = this.kept.length; left > 0; left--) if (this.dice(3) === 0) this.letOneGo()
  }

  /** All that is still kept comes at last, and from here on the bus is as it was. */
  end(): void {
    this.emitter.emit = this.emit
    while (this.kept.length > 0) this.letOneGo()
  }

  private letOneGo(): void {
    this.kept.splice(this.dice(this.kept.length), 1)[0]()
  }

  private decide(name: string, args: unknown[]): boolean {
    const deliver = (): boolean => this.emit.call(this.emitter, name, ...args)
    if (!ofOrders.test(name)) return deliver()
    switch (this.dice(4)) {
      case 0:
        this.fates.lost += 1
        return true
      case 1:
        this.fates.doubled += 1
        deliver()
        return deliver()
      case 2:
        this.fates.delayed += 1
        this.kept.push(deliver)
        return true
      default:
        this.fates.delivered += 1
        return deliver()
    }
  }

  /** Mulberry32: small, and the same everywhere. */
  private dice(sides: number): number {
    this.seed = (this.seed + 0x6d2b79f5) | 0
    let mixed = Math.imul(this.seed ^ (this.seed >>> 15), this.seed | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) % sides
  }
}
