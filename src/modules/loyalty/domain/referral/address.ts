/** An address as people write it. */
export interface PostalAddress {
  street: string
  /** The second line: a flat, a floor, nothing. */
  more: string
  city: string
  postalCode: string
  countryCode: string
}

/** An address in words that do not depend on who wrote it. */
interface Place {
  country: string
  postalCode: string
  city: string
  /** The street's own name, its words in the order of the alphabet. */
  words: string
  /** House, then building, then flat. */
  numbers: string
}

/**
 * Whether two addresses are the same door: the same street, house and flat, in the same postal code (or city, where one of them has
 * no code) and country. Case, punctuation, accents, Cyrillic or Latin letters, abbreviations and the order of words do not matter.
 * An address without a street is like no other.
 */
export function isSameAddress(one: PostalAddress, other: PostalAddress): boolean {
  const [a, b] = [placeOf(one), placeOf(other)]
  if (a.words === "" && a.numbers === "") return false
  const codes = a.postalCode !== "" && b.postalCode !== ""
  return (
    a.words === b.words &&
    a.numbers === b.numbers &&
    a.country === b.country &&
    (codes ? a.postalCode === b.postalCode : a.city === b.city)
  )
}

/** What kind of way it is, and what only says that a number follows. */
const fillers = new Set(
  `street st str strasse road rd avenue ave av lane ln drive dr boulevard blvd bld square sq way place pl court ct
   rue calle via plaza weg platz allee gasse the no nr house building bldg block
   ulitsa ul prospekt pr prkt prosp pereulok per ploshchad pl shosse sh naberezhnaya nab bulvar bul proezd pr-d
   dom d korpus korp kor k stroenie str litera lit`.split(/\s+/),
)
const flats = new Set(
  "flat apartment apt appartement app suite unit room rm wohnung whg kvartira kv ofis of office".split(" "),
)
const buildings = new Set("korpus korp kor k stroenie building bldg block".split(" "))

function placeOf({ street, more, city, postalCode, countryCode }: PostalAddress): Place {
  const words: string[] = []
  const numbers: Record<"house" | "building" | "flat", string[]> = { house: [], building: [], flat: [] }
  let kind: keyof typeof numbers = "house"
  for (const token of tokensOf(`${street} # ${more}`)) {
    if (/^\d/.test(token)) {
      numbers[kind].push(token)
      kind = "house"
    } else if (token === "#") continue
    else if (flats.has(token)) kind = "flat"
    else if (buildings.has(token)) kind = "building"
    else if (!fillers.has(token)) words.push(token)
  }
  return {
    country: plain(countryCode),
    postalCode: plain(postalCode).replaceAll(" ", ""),
    city: plain(city),
    words: words.sort().join(" "),
    numbers: [...numbers.house, ...numbers.building, ...numbers.flat].join(" "),
  }
}

/** Numbers with the letter that belongs to them, "12 a" as "12a", and words; of German streets, without their ending. */
function tokensOf(text: string): string[] {
  return plain(text)
    .replace(/(\d) ([a-z])(?= |$)(?! \d)/g, "$1$2")
    .split(" ")
    .filter((token) => token !== "")
    .flatMap(apart)
    .map((token) => token.replace(/^(.{3,})(?:strasse|str)$/, "$1"))
}

/** What says that a number follows may stand close to it: "k2" is "k 2". */
function apart(token: string): string[] {
  const [, label = "", number = ""] = /^([a-z]+)(\d.*)$/.exec(token) ?? []
  return fillers.has(label) || flats.has(label) ? [label, number] : [token]
}

/** Small Latin letters and digits, parted by single spaces. */
function plain(text: string): string {
  return latin(text.normalize("NFKC").toLowerCase())
    .normalize("NFKD")
    .replace(/\p{Mark}/gu, "")
    .replace(/[^\p{Letter}\p{Number}]+/gu, " ")
    .trim()
}

const latinOf: Record<string, string> = {
  ß: "ss",
  ...Object.fromEntries(
    (
      "а a б b в v г g д d е e ё e ж zh з z и i й y к k л l м m н n о o п p р r с s т t у u ф f х kh ц ts ч ch ш sh" +
      " щ shch ы y э e ю yu я ya"
    )
      .split(" ")
      .flatMap((letter, index, all): [string, string][] => (index % 2 ? [] : [[letter, all[index + 1]]])),
  ),
  ъ: "",
  ь: "",
}

const latin = (text: string): string => [...text].map((letter) => latinOf[letter] ?? letter).join("")
