import fc from "fast-check"
import { isSameAddress, type PostalAddress } from "../referral/address"
import { codeLetters, codeOf } from "../referral/code"
import { mailboxOf } from "../referral/email"
import { numbersOf } from "../referral/phone"
import { checkNames, suspicionOf, type Checks, type Person } from "../referral/suspicion"

const address = (street: string, change: Partial<PostalAddress> = {}): PostalAddress => ({
  street,
  more: "",
  city: "Hafen",
  postalCode: "20457",
  countryCode: "de",
  ...change,
})

const all: Checks = { email: true, phone: true, address: true, card: true }
const person = (customerId: string, facts: Partial<Person> = {}): Person => ({
  customerId,
  emails: [],
  phones: [],
  addresses: [],
  cards: [],
  ...facts,
})

const letters = (from: string, min: number, max: number): fc.Arbitrary<string> =>
  fc.array(fc.constantFrom(...from), { minLength: min, maxLength: max }).map((chosen) => chosen.join(""))
const name = letters("abcdefghijklmnopqrstuvwxyz", 4, 12)
const digits = (min: number, max: number): fc.Arbitrary<string> => letters("123456789", min, max)

/** Somebody writes it as he pleases. */
const scattered = (text: string, separator: string): fc.Arbitrary<string> =>
  fc
    .array(fc.boolean(), { minLength: text.length, maxLength: text.length })
    .map((dots) =>
      [...text].map((letter, index) => (dots[index] && index > 0 ? separator : "") + letter).join(""),
    )
const cased = (text: string): fc.Arbitrary<string> =>
  fc
    .array(fc.boolean(), { minLength: text.length, maxLength: text.length })
    .map((upper) => [...text].map((letter, index) => (upper[index] ? letter.toUpperCase() : letter)).join(""))

describe("an e-mail's mailbox", () => {
  it.each([
    ["ada@example.com", " Ada@EXAMPLE.com "],
    ["ada@example.com", "ada+friend@example.com"],
    ["ada.member@gmail.com", "a.d.a.member+x+y@googlemail.com"],
    ["ada.member@yandex.ru", "ada-member@ya.ru"],
    ["ada@icloud.com", "ada@me.com"],
    ["ada_m@proton.me", "adam@pm.me"],
  ])("is one for %s and %s", (one, other) => expect(mailboxOf(other)).toBe(mailboxOf(one)))

  it.each([
    ["ada.member@example.com", "adamember@example.com"],
    ["ada@example.com", "ada@example.org"],
    ["ada@gmail.com", "bob@gmail.com"],
  ])("is another for %s and %s", (one, other) => expect(mailboxOf(other)).not.toBe(mailboxOf(one)))

  it.each(["", "ada", "@example.com", "ada@"])("is none where %j is no address", (text) =>
    expect(mailboxOf(text)).toBeNull(),
  )

  it("is found under every alias of a Gmail address, and two strangers never share one", () => {
    const alias = fc
      .tuple(name, fc.option(name), fc.constantFrom("gmail.com", "googlemail.com"))
      .chain(([mailbox, tag, domain]) =>
        scattered(mailbox, ".")
          .chain((dotted) => cased(`${dotted}${tag === null ? "" : `+${tag}`}@${domain}`))
          .map((written) => ({ mailbox, written })),
      )
    fc.assert(
      fc.property(alias, alias, (one, other) => {
        expect(mailboxOf(one.written)).toBe(`${one.mailbox}@gmail.com`)
        expect(mailboxOf(one.written) === mailboxOf(other.written)).toBe(one.mailbox === other.mailbox)
      }),
    )
  })
})

describe("a phone's number", () => {
  it.each([
    ["+7 921 123-45-67", "8 (921) 123 45 67", "ru"],
    ["+49 151 23456789", "0151/23456789", "de"],
    ["+44 7911 123456", "07911 123456", "gb"],
    ["+1 (212) 555-0123", "212.555.0123", "us"],
  ])("is one for %s and %s in %s", (abroad, athome, country) => {
    expect(numbersOf(athome, [country])).toEqual(expect.arrayContaining(numbersOf(abroad, [])))
  })

  it("is no number where there are too few digits for strangers not to share it", () => {
    expect(numbersOf("112", [])).toEqual([])
    expect(numbersOf("none", ["de"])).toEqual([])
    expect(numbersOf("555 12 34", [])).toEqual(["5551234"])
  })

  it("is found however it is grouped, dialled from within or from abroad; strangers have another", () => {
    const mobile = fc
      .tuple(fc.constantFrom("903", "916", "921", "985"), digits(7, 7))
      .map((parts) => parts.join(""))
    const written = (number: string): fc.Arbitrary<string> =>
      fc
        .tuple(fc.constantFrom("+7", "8", "8 ", "+7 "), fc.constantFrom("-", " ", ""))
        .chain(([prefix, separator]) => scattered(number, separator).map((rest) => prefix + rest))
    fc.assert(
      fc.property(
        fc
          .tuple(mobile, mobile)
          .chain(([one, other]) =>
            fc.tuple(fc.constant(one), written(one), written(other), fc.constant(other)),
          ),
        ([one, first, second, other]) => {
          expect(numbersOf(first, ["ru"])).toContain(`+7${one}`)
          expect(numbersOf(second, ["ru"]).includes(`+7${one}`)).toBe(one === other)
        },
      ),
    )
  })
})

describe("an address", () => {
  it.each([
    [address("Hafenstraße 1"), address("hafenstr. 1")],
    [address("12 High Street", { more: "Flat 3" }), address("Flat 3, 12 High St.")],
    [address("12a High St"), address("12 A HIGH STREET")],
    [address("Rue de l’Église 4"), address("4 rue de l'Eglise")],
    [
      address("ул. Ленина, д. 5, корп. 2, кв. 10", { postalCode: "190000", countryCode: "ru" }),
      address("Ленина 5 к2", { more: "квартира 10", postalCode: "190 000", countryCode: "RU" }),
    ],
    [
      address("улица Ленина, дом 5", { more: "10", postalCode: "", city: "Тверь", countryCode: "ru" }),
      address("ul. Lenina 5-10", { postalCode: "170000", city: "Tver'", countryCode: "ru" }),
    ],
  ])("is one door: %j, %j", (one, other) => expect(isSameAddress(one, other)).toBe(true))

  it.each([
    [address("Hafenstraße 1"), address("Hafenstraße 2")],
    [address("Hafenstraße 1"), address("Hafenstraße 1", { postalCode: "20459" })],
    [address("Hafenstraße 1"), address("Hafenstraße 1", { countryCode: "at" })],
    [address("12 High Street", { more: "Flat 3" }), address("3 High Street", { more: "Flat 12" })],
    [address("Ленина 5", { more: "кв 10" }), address("Ленина 5", { more: "кв 11" })],
    [address("Hafenstraße 1", { postalCode: "" }), address("Hafenstraße 1", { city: "Tal" })],
    [address(""), address("")],
  ])("is another door: %j, %j", (one, other) => expect(isSameAddress(one, other)).toBe(false))

  it("keeps the letter of a house number", () => {
    expect(isSameAddress(address("High St 12 a"), address("High St 12"))).toBe(false)
    expect(isSameAddress(address("Ленина 5к2"), address("Ленина 5"))).toBe(false)
  })

  it("is found however its owner writes it, and never a neighbour's", () => {
    const door = fc.record({
      street: name.map((rest) => `x${rest}`),
      house: digits(1, 3),
      flat: digits(1, 3),
    })
    const writings = [
      ({ street, house, flat }: { street: string; house: string; flat: string }) =>
        address(`${street} street ${house}`, { more: `Flat ${flat}` }),
      ({ street, house, flat }: { street: string; house: string; flat: string }) =>
        address(`Apt. ${flat}, ${house} ${street.toUpperCase()} St.`),
      ({ street, house, flat }: { street: string; house: string; flat: string }) =>
        address(`ul. ${street}, d. ${house}, kv. ${flat}`, { postalCode: "204-57" }),
    ]
    const writing = fc.constantFrom(...writings)
    fc.assert(
      fc.property(door, door, writing, writing, (one, other, first, second) => {
        const isOne = one.street === other.street && one.house === other.house && one.flat === other.flat
        expect(isSameAddress(first(one), second(one))).toBe(true)
        expect(isSameAddress(first(one), second(other))).toBe(isOne)
        expect(isSameAddress(second(other), first(one))).toBe(isOne)
      }),
    )
  })
})

describe("a friend who is looked at", () => {
  const ada: Person = person("cus_ada", {
    emails: ["ada@gmail.com"],
    phones: ["+49 151 23456789"],
    addresses: [address("Hafenstraße 1")],
    cards: ["fp_1"],
  })

  it.each([
    ["same_customer", person("cus_ada")],
    ["email", person("cus_b", { emails: ["b@example.com", "a.d.a+2@googlemail.com"] })],
    ["phone", person("cus_b", { phones: ["0151 23456789"] })],
    ["address", person("cus_b", { addresses: [address("Tal 2"), address("Hafenstr. 1")] })],
    ["card", person("cus_b", { cards: ["fp_1"] })],
    [null, person("cus_b", { emails: ["b@gmail.com"], phones: ["0151 2345678"], cards: ["fp_2"] })],
    [null, person("cus_b")],
  ])("is found out by %s", (reason, friend) => expect(suspicionOf(friend, ada, all)).toBe(reason))

  it("is not asked what the shop does not check", () => {
    for (const name of checkNames) {
      const only = { email: false, phone: false, address: false, card: false, [name]: true }
      expect(suspicionOf({ ...ada, customerId: "cus_b" }, ada, only)).toBe(name)
    }
    const none = { email: false, phone: false, address: false, card: false }
    expect(suspicionOf({ ...ada, customerId: "cus_b" }, ada, none)).toBeNull()
  })

  it("who has nothing to be known by is like nobody else who has nothing", () => {
    const nameless = { emails: [""], phones: ["", "1"], addresses: [address("")], cards: [""] }
    expect(suspicionOf(person("cus_b", nameless), person("cus_c", nameless), all)).toBeNull()
  })
})

describe("a code", () => {
  it("is understood as it is read out or copied, and is never letters that a code has not", () => {
    expect(codeOf(" bcdf-ghjk ")).toBe("BCDFGHJK")
    for (const typed of ["", "BCDFGHJ", "BCDFGHJKM", "BCDFGHJA", "BCDFGHJ1"]) expect(codeOf(typed)).toBeNull()
    fc.assert(
      fc.property(
        letters(codeLetters, 8, 8).chain((code) =>
          scattered(code, "-")
            .chain(cased)
            .map((typed) => ({ code, typed })),
        ),
        ({ code, typed }) => expect(codeOf(typed)).toBe(code),
      ),
    )
  })
})
