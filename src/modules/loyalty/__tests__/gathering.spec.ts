import { Gathering } from "../gathering"

interface Ask {
  name: string
  subject: number
}

/** A far side that answers when the test lets it, and keeps a list of what it was sent. */
class FarSide {
  readonly sent: string[] = []
  private readonly held: { end: (error?: Error) => void }[] = []

  send = async (asks: Ask[]): Promise<string[]> =>
    await this.take(asks, asks.map(({ name }) => name).join(" "))
  sendAlone = async (ask: Ask): Promise<string> => (await this.take([ask], `alone ${ask.name}`))[0]

  /** Ends the sending that began first of those under way. */
  async answer(error?: Error): Promise<void> {
    this.held.shift()?.end(error)
    await breath()
  }

  private async take(asks: Ask[], said: string): Promise<string[]> {
    this.sent.push(said)
    await new Promise<void>((resolve, reject) => {
      this.held.push({ end: (error) => (error === undefined ? resolve() : reject(error)) })
    })
    return asks.map(({ name }) => `answer to ${name}`)
  }
}

const breath = async (): Promise<void> => await new Promise((resolve) => setImmediate(resolve))

describe("what is asked while others are under way", () => {
  let far: FarSide
  let gathering: Gathering<Ask, string>

  beforeEach(() => {
    far = new FarSide()
    const { send, sendAlone } = far
    gathering = new Gathering({
      send,
      sendAlone,
      subjectOf: ({ subject }) => subject,
      itemsMax: 3,
      sendingsMax: 2,
    })
  })

  const ask = async (name: string, subject = name.charCodeAt(0)) => await gathering.ask({ name, subject })

  it("goes by itself with nothing under way, together beside it, and waits where no more may be", async () => {
    const answers = [ask("a")]
    await breath()
    answers.push(ask("b"), ask("c"))
    await breath()
    answers.push(ask("d"))
    await breath()
    answers.push(ask("e"))
    await breath()
    expect(far.sent).toEqual(["alone a", "b c"])

    await far.answer()
    expect(far.sent).toEqual(["alone a", "b c", "d e"])
    await far.answer()
    await far.answer()

    expect(await Promise.all(answers)).toEqual(["a", "b", "c", "d", "e"].map((name) => `answer to ${name}`))
  })

  it("is sent in parts where it is too much for one", async () => {
    const answers = Promise.all(["a", "b", "c", "d"].map((name) => ask(name)))
    await breath()
    expect(far.sent).toEqual(["a b c"])

    await far.answer()
    expect(far.sent).toEqual(["a b c", "alone d"])
    await far.answer()
    expect(await answers).toHaveLength(4)
  })

  it("waits for what is under way about the same subject, and keeps its order", async () => {
    const answers = [ask("a", 1)]
    await breath()
    answers.push(ask("b", 1), ask("c", 2), ask("d", 1))
    await breath()
    expect(far.sent).toEqual(["alone a", "c"])

    await far.answer()
    expect(far.sent).toEqual(["alone a", "c", "b d"])
    await far.answer()
    await far.answer()
    expect(await Promise.all(answers)).toHaveLength(4)
  })

  it("fails together, and what comes after it goes on", async () => {
    const failing = [ask("a", 1), ask("b", 2)].map((answer) => answer.catch((error: Error) => error.message))
    await breath()
    const after = ask("c", 1)
    await far.answer(new Error("lost"))

    expect(await Promise.all(failing)).toEqual(["lost", "lost"])
    expect(far.sent).toEqual(["a b", "alone c"])
    await far.answer()
    expect(await after).toBe("answer to c")
  })
})
