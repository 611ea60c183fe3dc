import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { z } from "@medusajs/framework/zod"
import { programSettings } from "../../../../../../modules/loyalty/program-settings"
import { parse } from "../../../../../../modules/loyalty/validation"
import { loyaltyOf } from "../../../../../request"
import { previewView } from "./view"

const body = z.strictObject({
  /** As they would be sent to the program. */
  settings: programSettings,
  /** What the examples are about: goods for so much, tax included. */
  order: z
    .strictObject({
      amount: z.number().positive().max(1_000_000_000),
      currency_code: z
        .string()
        .length(3)
        .transform((code) => code.toLowerCase()),
      tax_percent: z.number().min(0).max(1_000).default(0),
    })
    .optional(),
})

/**
 * What changed settings would do: an order before and after, by the program's own rate and without rules and tiers, which
 * settings change, what each reaches, and how much there is to reach. Nothing is written.
 */
export async function POST(request: MedusaRequest, response: MedusaResponse): Promise<void> {
  const { settings, order } = parse(body, request.body)
  const preview = await loyaltyOf(request).insight.preview.of(
    request.params.id ?? "",
    settings,
    order && {
      amount: String(order.amount),
      currencyCode: order.currency_code,
      taxPercent: String(order.tax_percent),
    },
  )
  const { examples, changes, touched } = previewView(preview)
  response.json({ examples, changes, touched })
}
