import { ApiError } from "../../../../../lib/api-error"
import { foreseenOf, type Preview } from "../preview"

const preview: Preview = {
  examples: { present: null, changed: null },
  changes: [],
  touched: { members: 0, pending_points: 0, available_points: 0, open_redemptions: 0 },
}
const refusal = (message: string): ApiError => new ApiError(400, "invalid_request", message)

describe("what is said beside the settings while they are typed", () => {
  it("is what the form would do", () => {
    expect(foreseenOf({ data: preview, error: null }, true)).toEqual({ state: "known", preview })
    expect(foreseenOf({ data: undefined, error: null }, true)).toEqual({ state: "asking" })
  })

  it("is no longer what an earlier form would have done, once a field holds no number", () => {
    expect(foreseenOf({ data: preview, error: null }, false)).toEqual({ state: "wrong" })
  })

  it("is nothing where the route refuses a field, which says so itself", () => {
    const error = refusal("settings.redemption.max_share_percent: Too big: expected number to be <=100")
    expect(foreseenOf({ data: undefined, error }, true)).toEqual({ state: "wrong" })
    expect(foreseenOf({ data: preview, error }, true)).toEqual({ state: "wrong" })
  })

  it("is that the store did not answer, where that is so", () => {
    const error = new ApiError(0, "unreachable", "")
    expect(foreseenOf({ data: undefined, error }, true)).toEqual({ state: "failed", error })
  })
})
