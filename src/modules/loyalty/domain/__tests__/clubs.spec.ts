import { canBecome, clubStates, refusalToJoin, type Club } from "../clubs"

const at = new Date("2027-03-10T12:00:00Z")
const club = (changes: Partial<Club> = {}): Club => ({
  state: "open",
  startsAt: null,
  endsAt: null,
  customerGroupIds: [],
  ...changes,
})

describe("who comes to join a club", () => {
  it.each<[string, Club, string | null]>([
    ["that is open comes in", club(), null],
    ["that begins at this moment comes in", club({ startsAt: at }), null],
    ["that begins a moment later waits", club({ startsAt: new Date(at.getTime() + 1) }), "club_closed"],
    ["that ends a moment later comes in", club({ endsAt: new Date(at.getTime() + 1) }), null],
    ["that ends at this moment is too late", club({ endsAt: at }), "club_closed"],
    ["that is closed is told so", club({ state: "closed" }), "club_closed"],
    ["that is a draft is told of no club", club({ state: "draft" }), "club_not_found"],
    ["for one of their groups comes in", club({ customerGroupIds: ["staff", "friends"] }), null],
    ["for another group is told so", club({ customerGroupIds: ["staff"] }), "club_restricted"],
  ])("%s", (_, one, refusal) => {
    expect(refusalToJoin(one, ["friends"], at)).toBe(refusal)
  })
})

it("a club that has once been open is never a draft again, and can always be opened and closed", () => {
  const possible = clubStates.flatMap((from) =>
    clubStates.filter((to) => canBecome(from, to)).map((to) => `${from} ${to}`),
  )
  expect(possible).toEqual([
    "draft draft",
    "draft open",
    "draft closed",
    "open open",
    "open closed",
    "closed open",
    "closed closed",
  ])
})
