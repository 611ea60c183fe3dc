import { z } from "@medusajs/framework/zod"
import { isDayOfYear } from "../modules/loyalty/domain/occasions"

/** A day of the year: a year of birth is not asked for. */
export const birthday = z
  .strictObject({ month: z.number().int().min(1).max(12), day: z.number().int().min(1).max(31) })
  .refine(isDayOfYear, "is no day of any year")
