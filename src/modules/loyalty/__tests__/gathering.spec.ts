import { Gathering } from "../gathering"

interface Ask {
  name: string
  subject: number
}

/** A far side that answers when the test lets it, and keeps a list of what it was sent. */
class FarSide {
  readonly sent: string[] = []
  /** Who is left to be asked alone. */
  readonly left = new Set<string>()
  private readonly held: { end: (error?: Error) => void }[] = []

  together = async (asks: Ask[]): Promise<(string | undefined)[]> => {
    await this.take(asks.map(({ name }) => name).join(" "))
    return asks.map(({ name }) => (this.left.has(name) ? undefined : `answer to ${name}`))
  }

  alone = async ({ name }: Ask): Promise<string> => {
    await this.take(`alone ${name}`)
    return `answer to ${name}`
  }

  /** Ends the sending that began first of those under way. */
  async answer(error?: Error): Promise<void> {
    this.held.shift()?.end(error)
    await breath()
  }

  private async take(said: string): Promise<void> {
    this.sent.push(said)
    await new Promise<void>((resolve, reject) => {
      this.held.push({ end: (error) => (error === undefined ? resolve() : reject(error)) })
    })
  }
}

const breath = async (): Promise<void> => await new Promise((resolve) => setImmediate(resolve))

describe("what is asked while others are under way", () => {
  let far: FarSide
  let gathering: Gathering<Ask, string>

  beforeEach(() => {
    far = new FarSide()
    const { together, alone } = far
    gathering = new Gathering<Ask, string>({
      together,
      alone,
      subjectOf: ({ subject }) => subject,
      isCommonFault: (error) => (error as Error).message === "lost",
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
    answers.push(ask("f"))
    await breath()
    expect(far.sent).toEqual(["alone a", "b c", "d"])

    await far.answer()
    expect(far.sent).toEqual(["alone a", "b c", "d", "e f"])
    for (let left = 0; left < 3; left++) await far.answer()

    expect(await Promise.all(answers)).toEqual(
      ["a", "b", "c", "d", "e", "f"].map((name) => `answer to ${name}`),
    )
  })

  it("is sent in parts where it is too much for one", async () => {
    const names = Array.from({ length: 100 }, (_, number) => String(number))
    const answers = Promise.all(names.map((name, number) => ask(name, number)))
    await breath()
    expect(far.sent).toEqual([0, 32, 64].map((from) => names.slice(from, from + 32).join(" ")))

    await far.answer()
    expect(far.sent.slice(3)).toEqual(["96 97 98 99"])
    for (let left = 0; left < 3; left++) await far.answer()
    expect(await answers).toHaveLength(100)
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

  it("is asked alone where it was left, and keeps nobody waiting then", async () => {
    far.left.add("b")
    const answers = [ask("a", 1), ask("b", 2)]
    await breath()
    await far.answer()
    expect(far.sent).toEqual(["a b", "alone b"])
    expect(await answers[0]).toBe("answer to a")

    const others = [ask("c", 3), ask("d", 2)]
    await breath()
    expect(far.sent).toEqual(["a b", "alone b", "c d"])
    await far.answer()
    await far.answer()
    expect(await Promise.all([...answers, ...others])).toHaveLength(4)
  })

  it("fails together where the line is lost, and what comes after it goes on", async () => {
    const failing = [ask("a", 1), ask("b", 2)].map((answer) => answer.catch((error: Error) => error.message))
    await breath()
    const after = ask("c", 1)
    await far.answer(new Error("lost"))

    expect(await Promise.all(failing)).toEqual(["lost", "lost"])
    expect(far.sent).toEqual(["a b", "alone c"])
    await far.answer()
    expect(await after).toBe("answer to c")
  })

  it("is asked alone where the line is lost while it waits, and not after everybody before it", async () => {
    const lost = Promise.all(["a", "b"].map((name) => ask(name, 1)))
    await breath()
    const waiting = Promise.all(["c", "d"].map((name) => ask(name, 1)))
    await breath()
    expect(far.sent).toEqual(["a b"])
    const told = expect(lost).rejects.toThrow("lost")
    await far.answer(new Error("lost"))

    await told
    expect(far.sent.slice(1)).toEqual(["alone c", "alone d"])
    await far.answer()
    await far.answer()
    expect(await waiting).toEqual(["answer to c", "answer to d"])
  })

  it("is asked one by one where all failed for the fault of one", async () => {
    const answers = [ask("a", 1), ask("b", 2)].map((answer) => answer.catch((error: Error) => error.message))
    await breath()
    await far.answer(new Error("b is no number"))
    expect(far.sent).toEqual(["a b", "alone a", "alone b"])

    await far.answer()
    await far.answer(new Error("b is no number"))
    expect(await Promise.all(answers)).toEqual(["answer to a", "b is no number"])
  })
})
