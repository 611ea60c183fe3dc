import { parseArgs } from "node:util"

export interface Settings {
  quick: boolean
  accounts: number
  rounds: number
  sliceSeconds: number
  callers: number
  /** Names of measures; all where it is empty. */
  only: string[]
  json: string | null
  peer: boolean
  list: boolean
}

const fullAccounts = 1_000_000
const quickAccounts = fullAccounts / 10

export const usage = `npm run bench -- [options]

  --quick          a tenth of the data and short slices: within three minutes
  --only NAME      one measure; may be given several times
  --json FILE      writes everything that was measured to a file
  --accounts N     another number of accounts, for development
  --rounds N       how often every measure is run
  --seconds S      how long a contender runs in a round
  --no-peer        without the official plugin
  --list           the measures' names
`

export function settingsOf(args: string[]): Settings {
  const { values } = parseArgs({
    args,
    options: {
      quick: { type: "boolean", default: false },
      only: { type: "string", multiple: true, default: [] },
      json: { type: "string" },
      accounts: { type: "string" },
      rounds: { type: "string" },
      seconds: { type: "string" },
      "no-peer": { type: "boolean", default: false },
      list: { type: "boolean", default: false },
    },
  })
  const quick = values.quick
  return {
    quick,
    accounts: positive("accounts", values.accounts, quick ? quickAccounts : fullAccounts),
    rounds: positive("rounds", values.rounds, quick ? 3 : 7),
    sliceSeconds: positive("seconds", values.seconds, quick ? 0.6 : 3),
    callers: 10,
    only: values.only,
    json: values.json ?? null,
    peer: !values["no-peer"],
    list: values.list,
  }
}

function positive(name: string, given: string | undefined, otherwise: number): number {
  const value = given === undefined ? otherwise : Number(given)
  if (!(value > 0)) throw new Error(`--${name} takes a number above zero.\n\n${usage}`)
  return value
}
