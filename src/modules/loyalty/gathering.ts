interface Waiting<Item, Answer> {
  item: Item
  resolve: (answer: Answer | Promise<Answer>) => void
  reject: (reason: unknown) => void
}

export interface GatheringOptions<Item, Answer> {
  /** Asks for one by itself. It may wait, and is refused as it deserves. */
  alone: (item: Item) => Promise<Answer>
  /** Asks for several, without waiting for any: answers in their order, and undefined for each that is left to be asked alone. */
  together: (items: Item[]) => Promise<(Answer | undefined)[]>
  /** Whether what failed for several would fail for each of them; otherwise each is asked alone. */
  isCommonFault: (error: unknown) => boolean
  /** Those of one subject wait for each other here; one that is left to be asked alone is waited for no longer. */
  subjectOf: (item: Item) => number
}

/** Each may hold a lock in the server's table until the end of its transaction. */
const itemsMax = 32
/** More than one, so that one that hangs does not hold up the rest. */
const sendingsMax = 3

/**
 * Asks that come while others are under way go together. Nobody waits for company: with nothing under way an ask goes at
 * once, by itself. Those about one subject keep their order. Why: docs/decisions/0020-earnings-go-together.md
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
    if (this.isDue || this.sendings >= sendingsMax || this.waiting.length === 0) return
    this.isDue = true
    process.nextTick(() => {
      this.isDue = false
      const gathered = this.gather()
      if (gathered.length === 0) return
      void this.sendOff(gathered)
      this.sendSoon()
    })
  }

  private gather(): Waiting<Item, Answer>[] {
    const gathered: Waiting<Item, Answer>[] = []
    const left: Waiting<Item, Answer>[] = []
    for (const one of this.waiting) {
      const isFree = !this.underWay.has(this.options.subjectOf(one.item))
      if (isFree && gathered.length < itemsMax) gathered.push(one)
      else left.push(one)
    }
    this.waiting = left
    return gathered
  }

  private async sendOff(gathered: Waiting<Item, Answer>[]): Promise<void> {
    const { alone } = this.options
    const subjects = gathered.map(({ item }) => this.options.subjectOf(item))
    const isOnly = this.sendings === 0 && gathered.length === 1
    for (const subject of subjects) this.underWay.add(subject)
    this.sendings += 1
    try {
      const items = gathered.map(({ item }) => item)
      const answers = isOnly ? [await alone(items[0])] : await this.together(items)
      // What is left is no longer under way here: it may wait for as long as it takes.
      gathered.forEach(({ item, resolve }, place) => {
        const answer = answers.at(place)
        resolve(answer === undefined ? alone(item) : answer)
      })
    } catch (error) {
      for (const { reject } of gathered) reject(error)
      if (this.options.isCommonFault(error)) this.letGo()
    } finally {
      for (const subject of subjects) this.underWay.delete(subject)
      this.sendings -= 1
      this.sendSoon()
    }
  }

  /** Who waits is likely to meet the same fault: he is to meet it by himself, and not after everybody before him. */
  private letGo(): void {
    for (const { item, resolve } of this.waiting.splice(0)) resolve(this.options.alone(item))
  }

  private async together(items: Item[]): Promise<(Answer | undefined)[]> {
    try {
      return await this.options.together(items)
    } catch (error) {
      if (this.options.isCommonFault(error)) throw error
      return []
    }
  }
}
