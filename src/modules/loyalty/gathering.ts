interface Waiting<Item, Answer> {
  item: Item
  resolve: (answer: Answer) => void
  reject: (reason: unknown) => void
}

export interface GatheringOptions<Item, Answer> {
  /** Asks for all of them at once and answers in their order. */
  send: (items: Item[]) => Promise<Answer[]>
  /** Asks for the only one there is while nothing is under way. */
  sendAlone: (item: Item) => Promise<Answer>
  /** What two of them must not be under way for at the same time. */
  subjectOf: (item: Item) => number
  /** How many are sent at once, at most. */
  itemsMax: number
  /** How many sendings are under way at the same time: more than one, so that one that hangs does not hold up the rest. */
  sendingsMax: number
}

/**
 * Asks that come while others are under way go together. Nobody waits for company: with nothing under way an ask goes at
 * once, by itself. A sending that fails fails for all that are in it. Those about one subject keep their order.
 */
export class Gathering<Item, Answer> {
  private waiting: Waiting<Item, Answer>[] = []
  private readonly underWay = new Set<number>()
  private sendings = 0
  private isDue = false

  constructor(private readonly options: GatheringOptions<Item, Answer>) {}

  async ask(item: Item): Promise<Answer> {
    return await new Promise<Answer>((resolve, reject) => {
      this.waiting.push({ item, resolve, reject })
      this.sendSoon()
    })
  }

  /** Once those who were answered by the same sending have asked again. */
  private sendSoon(): void {
    if (this.isDue || this.sendings >= this.options.sendingsMax || this.waiting.length === 0) return
    this.isDue = true
    process.nextTick(() => {
      this.isDue = false
      const gathered = this.gather()
      if (gathered.length > 0) void this.sendOff(gathered)
    })
  }

  private gather(): Waiting<Item, Answer>[] {
    const gathered: Waiting<Item, Answer>[] = []
    const left: Waiting<Item, Answer>[] = []
    for (const one of this.waiting) {
      const isFree = !this.underWay.has(this.options.subjectOf(one.item))
      if (isFree && gathered.length < this.options.itemsMax) gathered.push(one)
      else left.push(one)
    }
    this.waiting = left
    return gathered
  }

  private async sendOff(gathered: Waiting<Item, Answer>[]): Promise<void> {
    const items = gathered.map(({ item }) => item)
    const subjects = items.map((item) => this.options.subjectOf(item))
    const isAlone = this.sendings === 0 && items.length === 1
    for (const subject of subjects) this.underWay.add(subject)
    this.sendings += 1
    try {
      const answers = isAlone ? [await this.options.sendAlone(items[0])] : await this.options.send(items)
      gathered.forEach(({ resolve }, place) => resolve(answers[place]))
    } catch (error) {
      for (const { reject } of gathered) reject(error)
    } finally {
      for (const subject of subjects) this.underWay.delete(subject)
      this.sendings -= 1
      this.sendSoon()
    }
  }
}
