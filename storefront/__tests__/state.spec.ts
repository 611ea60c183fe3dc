import type { LoyaltyClient } from "../client"
import { LoyaltyState } from "../state"

/** The page's state speaks to no store by itself: what it asks is given to it, and answered here in the order of the test. */
class Desk {
  readonly asked: { answer: (text: string) => void; fail: (error: Error) => void; signal: AbortSignal }[] = []

  readonly ask = (_client: unknown, signal: AbortSignal): Promise<string> =>
    new Promise((answer, fail) => this.asked.push({ answer, fail, signal }))
}

const client = {} as LoyaltyClient<unknown>
const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve))

describe("what a page knows", () => {
  let state: LoyaltyState
  let desk: Desk
  let seen: unknown[]
  const look = () => seen.push(state.known<string>("points").data)

  beforeEach(() => {
    state = new LoyaltyState()
    desk = new Desk()
    seen = []
    state.configure({ client })
  })

  it("is asked once by several components, and told to all", async () => {
    state.watch("points", desk.ask, look)
    state.watch("points", desk.ask, () => look())
    expect(desk.asked).toHaveLength(1)
    desk.asked[0].answer("five")
    await settled()
    expect(seen).toEqual(["five", "five"])

    state.watch("points", desk.ask, look)
    expect(desk.asked).toHaveLength(1)
  })

  it("is asked as soon as the page has said where, if somebody still wants to know", async () => {
    state = new LoyaltyState()
    state.watch("points", desk.ask, look)
    const leave = state.watch("points in another currency", desk.ask, look)
    expect(desk.asked).toHaveLength(0)
    state.configure({ client })
    leave()
    await settled()
    expect(desk.asked).toHaveLength(1)
  })

  it("stays to be seen until the new answer is there; an older answer that comes late is dropped", async () => {
    state.watch("points", desk.ask, look)
    desk.asked[0].answer("five")
    await settled()
    const first = state.refresh()
    const second = state.refresh()
    expect(desk.asked[1].signal.aborted).toBe(true)
    expect(state.known("points")).toEqual({ data: "five" })
    desk.asked[1].answer("six, and late")
    await settled()
    expect(state.known("points")).toEqual({ data: "five" })

    desk.asked[2].answer("seven")
    await Promise.all([first, second])
    expect(state.known("points")).toEqual({ data: "seven" })
    expect(seen).toEqual(["five", "seven"])
  })

  it("is a failure until it is asked again", async () => {
    state.watch("points", desk.ask, look)
    const error = new Error("no connection")
    desk.asked[0].fail(error)
    await settled()
    expect(state.known("points")).toEqual({ error })
    const again = state.refresh()
    desk.asked[1].answer("five")
    await again
    expect(state.known("points")).toEqual({ data: "five" })
  })

  it("is forgotten at once when somebody else signs in, with what was on its way", async () => {
    state.watch("points", desk.ask, look)
    desk.asked[0].answer("hers")
    await settled()
    void state.refresh()
    state.configure({ signedIn: true })
    expect(state.known("points")).toEqual({})
    desk.asked[1].answer("hers, and late")
    await settled()
    expect(state.known("points")).toEqual({})
    desk.asked[2].answer("his")
    await settled()
    expect(seen).toEqual(["hers", undefined, "his"])
  })

  it("is not asked for by nobody: a request is aborted when its components are gone, and asked anew when they are back", async () => {
    const leave = state.watch("points", desk.ask, look)
    leave()
    await settled()
    expect(desk.asked[0].signal.aborted).toBe(true)
    state.watch("points", desk.ask, look)
    expect(desk.asked).toHaveLength(2)
  })

  it("survives that a component is moved", async () => {
    const leave = state.watch("points", desk.ask, look)
    leave()
    state.watch("points", desk.ask, look)
    await settled()
    expect(desk.asked).toHaveLength(1)
    expect(desk.asked[0].signal.aborted).toBe(false)
  })

  it("is asked anew after a change, where it was seen before and is not seen now", async () => {
    const leave = state.watch("points", desk.ask, look)
    desk.asked[0].answer("five")
    await settled()
    leave()
    await state.refresh()
    expect(desk.asked).toHaveLength(1)
    expect(state.known("points")).toEqual({})
    state.watch("points", desk.ask, look)
    expect(desk.asked).toHaveLength(2)
  })

  it("is told apart by what it concerns", async () => {
    state.watch("points", desk.ask, look)
    desk.asked[0].answer("five")
    await settled()
    await state.refresh((key) => key !== "points")
    expect(desk.asked).toHaveLength(1)
  })
})
