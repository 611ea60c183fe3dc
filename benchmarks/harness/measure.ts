import type { Quantity, Sample } from "./statistics"

/** Somebody whose speed is measured. One slice of time may give several samples, by their names. */
export interface Contender {
  name: string
  slice(seconds: number): Promise<Record<string, Sample>>
}

/** What is demanded of a sample: beside another one of the same round, or by itself. */
export interface Demand {
  what: string
  of: string
  /** The sample that it stands beside; the figure itself counts where none is given. */
  beside?: string
  by: Quantity
  /** Whether more of it is better, as with rates, or less, as with times. */
  better: "more" | "less"
  /** Neither where the figure is only shown. */
  goal?: number
  floor?: number
}

export interface Measure {
  /** For `--only`. */
  name: string
  title: string
  /** What an operation is. */
  unit: string
  contenders: Contender[]
  demands: Demand[]
  /** What a reader has to know to judge the figures. */
  notes?: string[]
  /** What has to be done before the first slice, when everything else is ready. */
  warmUp?(): Promise<void>
}

/** One sample under the contender's own name. */
export function contender(name: string, slice: (seconds: number) => Promise<Sample>): Contender {
  return { name, slice: async (seconds) => ({ [name]: await slice(seconds) }) }
}
