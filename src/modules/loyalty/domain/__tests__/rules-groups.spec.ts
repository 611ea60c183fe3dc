import { testOf, type Condition } from "../rules/condition"
import { noCircumstances, noGoods, sceneOf } from "../rules/scene"
import { always, failureOf, never, sceneOfVisit, type Visit } from "./rule-shop"
import { line, order } from "./shop"

const guest: Visit = { member: null }

describe("conditions together", () => {
  const tea: Condition = { code: "product", in: ["tea"] }
  const many: Condition = { code: "line_quantity", min: 3 }
  const abroad: Condition = { code: "country", in: ["fr"] }
  const manyTeas: Visit = { line: { productId: "tea", quantity: 3 } }
  const oneTea: Visit = { line: { productId: "tea" } }
  const oneCup: Visit = { line: { productId: "cup" } }

  it("all have to hold, and the first that does not is named", () => {
    expect(failureOf({ all: [tea, many] }, manyTeas)).toBeNull()
    expect(failureOf({ all: [tea, many] }, oneTea)).toBe("line_quantity")
    expect(failureOf({ all: [tea, many] }, oneCup)).toBe("product")
    expect(failureOf(always, oneCup)).toBeNull()
  })

  it("any is enough, and the last that does not hold is named", () => {
    expect(failureOf({ any: [abroad, tea] }, oneTea)).toBeNull()
    expect(failureOf({ any: [tea, abroad] }, oneTea)).toBeNull()
    expect(failureOf({ any: [tea, many] }, oneCup)).toBe("line_quantity")
    expect(failureOf(never, oneTea)).toBe("any")
  })

  it("one can be asked not to hold, and that is named", () => {
    expect(failureOf({ not: tea }, oneCup)).toBeNull()
    expect(failureOf({ not: tea }, oneTea)).toBe("not_product")
    expect(failureOf({ not: { code: "promo_code" } }, oneTea)).toBeNull()
    expect(failureOf({ not: { all: [tea, many] } }, oneTea)).toBeNull()
    expect(failureOf({ not: { all: [tea, many] } }, manyTeas)).toBe("not_all")
  })

  it("can be nested as deep as the owner likes", () => {
    const teaOrManyAtHome: Condition = {
      all: [{ any: [tea, { all: [many, { not: { code: "discounted" } }] }] }, { not: abroad }],
    }

    expect(failureOf(teaOrManyAtHome, oneTea)).toBeNull()
    expect(failureOf(teaOrManyAtHome, { line: { productId: "cup", quantity: 3 } })).toBeNull()
    expect(failureOf(teaOrManyAtHome, { ...oneTea, circumstances: { countryCode: "fr" } })).toBe(
      "not_country",
    )
    expect(
      failureOf(teaOrManyAtHome, { line: { productId: "cup", quantity: 3 }, goods: { isDiscounted: true } }),
    ).toBe("not_discounted")
  })

  it("holds for no guest what is about members, so that its opposite does", () => {
    const gold: Condition = { code: "tier", in: ["gold"] }

    expect(failureOf(gold, guest)).toBe("tier")
    expect(failureOf({ not: gold }, guest)).toBeNull()
    expect(failureOf({ not: gold }, { member: { tierId: "gold" } })).toBe("not_tier")
  })
})

describe("a condition about some line of the order", () => {
  const ofTea: Condition = { code: "product", in: ["product_tea"] }
  const ofCup: Condition = { code: "product", in: ["product_cup"] }
  const bought = order([line("cup", "20"), line("tea", "5", { quantity: 3 }), line("pot", "60")])
  const asked = (condition: Condition) => {
    const scene = sceneOf(
      bought,
      { goods: { pot: { ...noGoods, tagIds: ["new"] } }, order: noCircumstances, member: null },
      "UTC",
    )
    const test = testOf(condition)
    return scene.lines.map((of) => test(scene, of))
  }

  it("holds for every line as soon as one is such", () => {
    expect(asked({ some_line: { code: "product", in: ["product_tea"] } })).toEqual([null, null, null])
    expect(asked({ some_line: { code: "tag", in: ["new"] } })).toEqual([null, null, null])
    expect(asked({ some_line: { code: "product", in: ["product_toy"] } })).toEqual(Array(3).fill("product"))
  })

  it("wants one line that is everything at once", () => {
    const three: Condition = { code: "line_quantity", min: 3 }

    expect(asked({ some_line: { all: [ofTea, three] } })[0]).toBeNull()
    expect(asked({ some_line: { all: [ofCup, three] } })[0]).not.toBeNull()
    expect(asked({ all: [{ some_line: ofCup }, { some_line: three }] })[0]).toBeNull()
  })

  it("lets a rule give for one thing because another was bought", () => {
    expect(asked({ all: [ofCup, { some_line: ofTea }] })).toEqual([null, "product", "product"])
    expect(asked({ not: { some_line: ofTea } })).toEqual(Array(3).fill("not_some_line"))
  })

  it("is told of by the first line by id, in whatever order the lines are read", () => {
    const threeCups: Condition = { some_line: { all: [{ code: "line_quantity", min: 3 }, ofCup] } }
    const [cup, tea] = bought.lines
    const reasons = [
      [cup, tea],
      [tea, cup],
    ].map((lines) => {
      const scene = sceneOf(order(lines), { goods: {}, order: noCircumstances, member: null }, "UTC")
      return testOf(threeCups)(scene, scene.lines[0])
    })
    expect(reasons).toEqual(["line_quantity", "line_quantity"])
  })

  it("holds for no order without lines", () => {
    const scene = { ...sceneOfVisit({}), lines: [] }
    expect(testOf({ some_line: always })(scene, sceneOfVisit({}).lines[0])).toBe("some_line")
  })

  it("is answered anew for each order", () => {
    const test = testOf({ some_line: ofTea })
    const [withTea, without] = ["product_tea", "product_cup"].map((productId) =>
      sceneOfVisit({ line: { productId } }),
    )

    expect([withTea, without, withTea].map((scene) => test(scene, scene.lines[0]))).toEqual([
      null,
      "product",
      null,
    ])
  })
})
