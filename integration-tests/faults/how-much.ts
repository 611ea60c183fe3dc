/** FAULTS_FACTOR makes the faults last longer: it multiplies how many lives are lived and requests are sent. */
const factor = Number(process.env.FAULTS_FACTOR ?? 1)
if (!(factor > 0)) throw new Error("FAULTS_FACTOR has to be a number above zero.")

export const howMany = (byDefault: number): number => Math.max(1, Math.round(byDefault * factor))

/** A longer run needs a longer patience. */
export const patienceMs = (byDefault: number): number => byDefault * Math.max(1, factor)

/** What a run has done is part of what it says. */
export const state = (sentence: string): void => void process.stdout.write(`${sentence}\n`)
