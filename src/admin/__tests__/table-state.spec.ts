import { search } from "../lib/search"
import { queryOf, readTableState, writeTableState } from "../lib/table-state"

const shape = { filterIds: ["status", "min_available"] }

describe("what a table shows, kept in the address", () => {
  it("comes back from the address as it was written there", () => {
    const state = {
      q: "anna",
      order: { id: "available", desc: true },
      offset: 40,
      filters: { status: "frozen" },
    }
    const params = writeTableState(new URLSearchParams("program_id=lprog_1"), state, shape)
    expect(readTableState(params, shape)).toEqual(state)
    expect(params.get("program_id")).toBe("lprog_1")
  })

  it("leaves nothing in the address of a table that shows everything", () => {
    const before = writeTableState(
      new URLSearchParams(),
      { q: "a", order: { id: "pending", desc: false }, offset: 20, filters: { status: "active" } },
      shape,
    )
    const after = writeTableState(before, { q: "", order: null, offset: 0, filters: {} }, shape)
    expect(after.toString()).toBe("")
  })

  it("keeps two tables of one page apart", () => {
    const lots = { prefix: "lots", filterIds: [] }
    const params = writeTableState(
      new URLSearchParams("offset=20"),
      { q: "", order: null, offset: 10, filters: {} },
      lots,
    )
    expect(readTableState(params, lots).offset).toBe(10)
    expect(readTableState(params, shape).offset).toBe(20)
  })

  it("takes an address that a person has typed for what it means, and nonsense for nothing", () => {
    expect(readTableState(new URLSearchParams("status=frozen&offset=-5"), shape)).toMatchObject({
      filters: { status: "frozen" },
      offset: 0,
    })
  })

  it("asks the route for the lower bound of a number and for what else was chosen", () => {
    const query = queryOf(
      {
        q: "",
        order: { id: "available", desc: true },
        offset: 20,
        filters: { status: "frozen", min_available: { $gte: 100 }, tier_id: [] },
      },
      20,
    )
    expect(search(query)).toBe("?limit=20&offset=20&order=-available&status=frozen&min_available=100")
  })
})
