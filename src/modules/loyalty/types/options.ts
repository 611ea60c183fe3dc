import type { z } from "@medusajs/framework/zod"
import type { storeEvents } from "../event-settings"
import type { programOptions } from "../program-settings"

/** Forms by language and plural category, as `Intl.PluralRules` names them. */
export type UnitNames = Record<string, Partial<Record<Intl.LDMLPluralRule, string>>>

/** What a store owner may write beside the plugin in `medusa-config`. Everything has a default. */
export interface LoyaltyModuleOptions {
  /** The program that the first start makes. Later changes are made by the admin routes. */
  program?: z.input<typeof programOptions>
  /** Events of the store's bus that rules may wait for: reviews, newsletters, whatever its other plugins tell of. */
  events?: z.input<typeof storeEvents>
  databaseUrl?: string
  databaseSchema?: string
  databaseSsl?: unknown
  pool?: { max?: number; idleTimeoutMs?: number; connectionTimeoutMs?: number; statementTimeoutMs?: number }
  /** Filled in by Medusa from the store's `projectConfig`. */
  database?: {
    clientUrl?: string
    schema?: string
    driverOptions?: { ssl?: unknown; connection?: { ssl?: unknown } }
  }
}
