import { z } from "@medusajs/framework/zod"
import { programSettings } from "./program-settings"
import { id } from "./rule-settings/fields"
import { ruleSettings } from "./rule-settings/schema"
import { moment } from "./validation"

/** Which rules are tried. Those that are active now, unless said otherwise, and beside them drafts and new ones. */
const rules = z.strictObject({
  live: z.boolean().default(true),
  /** Active rules to do without. */
  without: z.array(id).max(500).default([]),
  /** Rules that exist and are not active, as they are now. */
  drafts: z.array(id).max(100).default([]),
  /** Rules that nobody has written down yet. */
  inline: z.array(ruleSettings).max(50).default([]),
})

/** What to try on which orders. Changes of the program have the shape in which its settings are written. */
export const simulationRequest = z.strictObject({
  program_id: id.optional(),
  /** Orders placed from this moment on … */
  from: moment,
  /** … and before this one. */
  to: moment,
  rules: rules.default({ live: true, without: [], drafts: [], inline: [] }),
  /** Tries rules also on orders from before they start and after they end. */
  ignore_schedules: z.boolean().default(false),
  program: programSettings.pick({ rates: true, time_zone: true, earning: true }).optional(),
  /** How many products are told of one by one. */
  products: z.number().int().min(0).max(100).default(20),
})

export type SimulationRequest = z.output<typeof simulationRequest>
