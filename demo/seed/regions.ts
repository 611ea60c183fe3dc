import type { MedusaContainer } from "@medusajs/framework/types"
import {
  createRegionsWorkflow,
  createTaxRegionsWorkflow,
  updateStoresWorkflow,
} from "@medusajs/medusa/core-flows"

const systemPayment = "pp_system_default"

/** Two regions whose shelf prices include the tax, as a shopper in either country expects. */
export async function seedRegions(
  container: MedusaContainer,
  storeId: string,
): Promise<{ ru: string; de: string }> {
  const { result: regions } = await createRegionsWorkflow(container).run({
    input: {
      regions: [
        {
          name: "Россия",
          currency_code: "rub",
          countries: ["ru"],
          payment_providers: [systemPayment],
          is_tax_inclusive: true,
          automatic_taxes: true,
        },
        {
          name: "Deutschland",
          currency_code: "eur",
          countries: ["de"],
          payment_providers: [systemPayment],
          is_tax_inclusive: true,
          automatic_taxes: true,
        },
      ],
    },
  })
  const [ru, de] = regions
  await createTaxRegionsWorkflow(container).run({
    input: [
      {
        country_code: "ru",
        provider_id: "tp_system",
        default_tax_rate: { name: "НДС", code: "vat20", rate: 20 },
      },
      {
        country_code: "de",
        provider_id: "tp_system",
        default_tax_rate: { name: "MwSt.", code: "vat19", rate: 19 },
      },
    ],
  })
  await updateStoresWorkflow(container).run({
    input: { selector: { id: storeId }, update: { default_region_id: ru.id } },
  })
  return { ru: ru.id, de: de.id }
}
