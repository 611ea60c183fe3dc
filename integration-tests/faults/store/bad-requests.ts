import fc from "fast-check"
import { type PluginRoute } from "./plugin-routes"
import { type RawRequest } from "./raw-http"
import { type Subject } from "./surroundings"
import { broken, fitting, wildJson, wildText } from "./wild-values"

/** A request and what the shop may do with it: anything but fail, or nothing but refuse it. */
export interface Attempt {
  why: string
  mustRefuse: boolean
  /** Refused by the plugin itself, in a word of its closed list; otherwise Medusa's parsers may have spoken first. */
  inOurWords: boolean
  request: RawRequest
}

/** What a well-meant request to the route looks like, for one thing at a time to be wrong with it. */
export interface Ordinary extends Subject {
  headers: Record<string, string>
}

const json = { "content-type": "application/json" }

/** Everything that is tried on one route. */
export function attemptsOn(route: PluginRoute, ordinary: Ordinary): fc.Arbitrary<Attempt> {
  const kinds = [oddQueries(route, ordinary), malformed(route, ordinary), strangeHeaders(route, ordinary)]
  if (route.path.includes("{")) kinds.push(oddIds(route, ordinary))
  if (Object.keys(route.query).length > 0)
    kinds.push(brokenQueries(route, ordinary), fittingQueries(route, ordinary))
  if (route.body)
    kinds.push(brokenBodies(route, ordinary), brokenBodies(route, ordinary), fittingBodies(route, ordinary))
  return fc.oneof(...kinds)
}

export function requestOf(
  { method }: PluginRoute,
  { path, query, headers, body }: Ordinary,
  changes: { id?: string; query?: string; text?: string | Buffer; headers?: Record<string, string> } = {},
): RawRequest {
  const { id, query: changedQuery = new URLSearchParams(query).toString(), text } = changes
  const sent = text ?? (body === undefined ? undefined : JSON.stringify(body))
  return {
    method,
    path: `${path(id)}${changedQuery === "" ? "" : `?${changedQuery}`}`,
    headers: { ...headers, ...(sent === undefined ? {} : json), ...changes.headers },
    body: sent,
  }
}

/** What every route of the plugin takes to read; a longer body the parser before us refuses with 413. */
const readableBytes = 20 * 1_024

const brokenBodies = (route: PluginRoute, ordinary: Ordinary): fc.Arbitrary<Attempt> =>
  broken(route.body!, ordinary.body).map((body) => {
    const text = JSON.stringify(body)
    return {
      why: "a body that the schema refuses",
      mustRefuse: true,
      // JSON that is neither an object nor an array is refused by the parser before us, too.
      inOurWords: typeof body === "object" && body !== null && Buffer.byteLength(text) <= readableBytes,
      request: requestOf(route, ordinary, { text }),
    }
  })

const fittingBodies = (route: PluginRoute, ordinary: Ordinary): fc.Arbitrary<Attempt> =>
  fitting(route.body!).map((body) => ({
    why: "a body that the schema takes",
    mustRefuse: false,
    inOurWords: true,
    request: requestOf(route, ordinary, { text: JSON.stringify(body) }),
  }))

/** Beyond some sixteen kilobytes of address and headers Node itself hangs up. */
const addressMax = 300

/** In an address there are no halves of letters. */
const wellFormed = (text: string): string => Buffer.from(text.slice(0, addressMax), "utf8").toString("utf8")
const addressText = (): fc.Arbitrary<string> => wildText().map(wellFormed)
const encodedText = (): fc.Arbitrary<string> => addressText().map(encodeURIComponent)

const oddIds = (route: PluginRoute, ordinary: Ordinary): fc.Arbitrary<Attempt> =>
  fc
    .oneof(
      encodedText(),
      encodedText().map((text) => `cart_${text}`),
      fc.constantFrom(
        "%00",
        "cart_%00",
        "cart_%ef%bf%bd",
        "x".repeat(7_000),
        "cart_'--",
        "..%2f..%2fadmin",
        "%2e%2e",
        "%20",
      ),
    )
    // Without an id it is another route, and one with dots alone a client's own affair.
    .filter((id) => !["", ".", ".."].includes(id))
    .map((id) => ({
      why: "an id of nothing",
      mustRefuse: true,
      inOurWords: true,
      request: requestOf(route, ordinary, { id }),
    }))

const brokenQueries = (route: PluginRoute, ordinary: Ordinary): fc.Arbitrary<Attempt> =>
  fc
    .constantFrom(...Object.entries(route.query))
    .chain(([name, schema]) => brokenParameter(schema).map((value) => ({ ...ordinary.query, [name]: value })))
    .map((query) => ({
      why: "a query that the schema refuses",
      mustRefuse: true,
      inOurWords: true,
      request: requestOf(route, ordinary, { query: new URLSearchParams(query).toString() }),
    }))

/** In a query everything is text, so what is wrong is its length or what it spells. */
function brokenParameter(schema: {
  type?: string
  format?: string
  enum?: string[]
  minLength?: number
  maxLength?: number
  minimum?: number
  maximum?: number
}): fc.Arbitrary<string> {
  const { type, minimum = -Infinity, maximum = Infinity, minLength = 0, maxLength = Infinity } = schema
  const texts = addressText()
  if (schema.enum) return texts.filter((text) => !schema.enum!.includes(text))
  if (schema.format === "date") return texts.filter((text) => !/^\d{4}-\d\d-\d\d$/.test(text))
  if (type !== "integer" && type !== "number")
    return texts.filter((text) => text.length < minLength || text.length > maxLength)
  const isOne = type === "integer" ? Number.isInteger : (value: number): boolean => !Number.isNaN(value)
  const wrong = (value: number): boolean => !isOne(value) || value < minimum || value > maximum
  const numbers = ["-1", "0.5", "1e9", "1e309", "-Infinity", "99999999999999999999", "0x7fffffff", "NaN"]
  return fc.oneof(
    texts.filter((text) => wrong(Number(text))),
    fc.constantFrom(...numbers.filter((text) => wrong(Number(text)))),
  )
}

const fittingQueries = (route: PluginRoute, ordinary: Ordinary): fc.Arbitrary<Attempt> =>
  fc
    .record(
      Object.fromEntries(Object.entries(route.query).map(([name, schema]) => [name, fitting(schema)])),
      { requiredKeys: [] },
    )
    .map((query) => ({
      why: "a query that the schema takes",
      mustRefuse: false,
      inOurWords: true,
      request: requestOf(route, ordinary, {
        query: new URLSearchParams({
          ...ordinary.query,
          ...Object.fromEntries(
            Object.entries(query).map(([name, value]) => [name, wellFormed(String(value))]),
          ),
        }).toString(),
      }),
    }))

/** What other routes of the shop take, and the ways in which a query can be more than a list of names and texts. */
const oddQueries = (route: PluginRoute, ordinary: Ordinary): fc.Arbitrary<Attempt> => {
  const names = [
    "fields",
    "order",
    "limit",
    "offset",
    "q",
    "id",
    "filters",
    "$and",
    "customer_id",
    "status",
    "with_deleted",
  ]
  const shapes = ["", "[]", "[0]", "[$gt]", "[$ne][]", "[__proto__]", "[a][b][c][d][e][f][g]"]
  const part = fc
    .tuple(fc.constantFrom(...names), fc.constantFrom(...shapes), encodedText())
    .map(([name, shape, text]) => `${name}${shape}=${text}`)
  return fc
    .oneof(
      fc.array(part, { minLength: 1, maxLength: 3 }).map((parts) => parts.join("&")),
      fc.constantFrom(
        "&&&",
        "=",
        "?a",
        "%",
        "limit=1&limit=2",
        "fields=*",
        "fields=id,",
        "order=-",
        "limit=".repeat(300),
        "a=%E0%A4%A",
        "q=%00",
      ),
    )
    .map((query) => ({
      why: "a query beyond the schema",
      mustRefuse: false,
      inOurWords: false,
      request: requestOf(route, ordinary, {
        query: [new URLSearchParams(ordinary.query).toString(), query].join("&"),
      }),
    }))
}

const notJson: (string | Buffer)[] = [
  "{",
  "[1,",
  '{"points":}',
  '{"points":NaN}',
  "{'points': 1}",
  "nul",
  "\u0000",
  "{} {}",
  "{,}",
  '{"points":0x10}',
  '{"points":01}',
  `{"note":"a\u0000b"}`,
  '{"note":"a\nb"}',
  '{"note":"\\x"}',
  "[".repeat(9_000),
  Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22]),
  "<points>1</points>",
]

/** What is JSON and still makes parsers stumble. */
const hardJson = [
  "[]",
  "null",
  "12",
  '"text"',
  "",
  "\ufeff{}",
  '{"__proto__":{"points":1}}',
  '{"constructor":{"prototype":{"points":1}}}',
  '{"points":1e400}',
  '{"points":-1e-400}',
  `{"points":${"9".repeat(400)}}`,
  `{"points":0.${"0".repeat(400)}1}`,
  '{"points":-1,"points":-2}',
  `${'{"a":'.repeat(3_000)}1${"}".repeat(3_000)}`,
  `${"[".repeat(9_000)}${"]".repeat(9_000)}`,
  `{"note":"${"x".repeat(30_000)}"}`,
]

const malformed = (route: PluginRoute, ordinary: Ordinary): fc.Arbitrary<Attempt> => {
  const attempt = (
    text: string | Buffer,
    mustRefuse: boolean,
    headers: Record<string, string> = json,
  ): Attempt => ({
    why: `a body in the wrong form (${headers["content-type"] ?? "without a type"})`,
    mustRefuse,
    inOurWords: false,
    request: requestOf(route, ordinary, { text, headers }),
  })
  const types = [
    "text/plain",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "application/xml",
    "application/octet-stream",
    "application/json; charset=utf-16",
    "application/json; charset=klingon",
    "json",
    ";;;",
  ]
  return fc.oneof(
    fc.constantFrom(...notJson).map((text) => attempt(text, true)),
    fc.constantFrom(...hardJson).map((text) => attempt(text, false)),
    wildJson().map((value) => attempt(JSON.stringify(value), false)),
    fc
      .tuple(fc.constantFrom(...types), wildText())
      .map(([type, text]) => attempt(text, false, { "content-type": type })),
    wildText().map((text) => attempt(text, false, { ...json, "content-encoding": "gzip" })),
    fc.constant(attempt("{}", false, { ...json, "content-encoding": "klingon" })),
  )
}

/** A header can carry what Latin-1 can, but for control characters. */
const headerText = (): fc.Arbitrary<string> =>
  fc.oneof(
    wildText().map((text) => text.replace(/[^\u0020-\u007e\u00a0-\u00ff]/g, "ÿ")),
    fc.constantFrom("", "x".repeat(129), "two words", "a,b c", "schlüssel", "ÿþ"),
  )

const strangeHeaders = (route: PluginRoute, ordinary: Ordinary): fc.Arbitrary<Attempt> => {
  const others = [
    "idempotency-key",
    "accept",
    "accept-language",
    "x-medusa-locale",
    "x-request-id",
    "cookie",
    "x-forwarded-for",
  ]
  const any = fc
    .tuple(fc.constantFrom(...others), headerText())
    .map(([name, value]) => ({ name, value, mustRefuse: false }))
  const bad = headerText()
    .filter((value) => !/^[\x21-\x7e]{1,128}$/.test(value.trim()))
    .map((value) => ({ name: "idempotency-key", value, mustRefuse: true }))
  return (route.takesIdempotencyKey ? fc.oneof(bad, any) : any).map(({ name, value, mustRefuse }) => ({
    why: `a strange ${name} header`,
    mustRefuse,
    inOurWords: mustRefuse,
    request: requestOf(route, ordinary, { headers: { [name]: value } }),
  }))
}
