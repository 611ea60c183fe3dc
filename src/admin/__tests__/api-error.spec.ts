import { apiErrorOf, withoutField } from "../lib/api-error"

describe("a route's refusal", () => {
  it("names the field that is meant, wherever it is inside the request", () => {
    const refusal = (message: string) =>
      apiErrorOf(400, { code: "invalid_request", type: "invalid_data", message })
    expect(refusal("earning.pending_days: has to be 0 or more.").field).toBe("earning.pending_days")
    expect(refusal("rates[0].earn: gives too much.").field).toBe("rates[0].earn")
    expect(refusal("There are not enough points.").field).toBeUndefined()
    expect(refusal("The request: is no object.").field).toBeUndefined()
    expect(withoutField("expires_at: has to be in the future.")).toBe("has to be in the future.")
  })

  it("is told from a store that does not answer", () => {
    expect(apiErrorOf(502, null)).toMatchObject({ status: 502, code: "unreachable" })
    expect(apiErrorOf(401, { type: "unauthorized", message: "Unauthorized" })).toMatchObject({
      code: "unauthorized",
    })
  })
})
