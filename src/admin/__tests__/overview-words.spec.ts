import { createInstance } from "i18next"
import resources from "../i18n"

const wordsIn = (language: "en" | "ru") => {
  const i18n = createInstance()
  void i18n.init({ lng: language, resources, ns: "loyalty", defaultNS: "loyalty", initImmediate: false })
  return i18n.t
}

describe("the words of the overview", () => {
  it.each([
    [1, 1, "1 of 1 customer ordered twice or more", "Два заказа и больше — у 1 из 1 покупателя"],
    [0, 2, "0 of 2 customers ordered twice or more", "Два заказа и больше — у 0 из 2 покупателей"],
    [1, 5, "1 of 5 customers ordered twice or more", "Два заказа и больше — у 1 из 5 покупателей"],
    [3, 21, "3 of 21 customers ordered twice or more", "Два заказа и больше — у 3 из 21 покупателя"],
    [0, 0, "0 of 0 customers ordered twice or more", "Два заказа и больше — у 0 из 0 покупателей"],
  ])("%d of %d who ordered again", (repeat, count, inEnglish, inRussian) => {
    expect(wordsIn("en")("overview.orders.repeat_note", { repeat, count })).toBe(inEnglish)
    expect(wordsIn("ru")("overview.orders.repeat_note", { repeat, count })).toBe(inRussian)
  })
})
