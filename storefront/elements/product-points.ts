import type { LoyaltyClient, Place, WantedProduct } from "../client"
import { isLoyaltyRefusal } from "../refusal"
import type { Ask } from "../state"
import type { LoyaltyProductPoints } from "../store-types"

export type Wanted = Place & WantedProduct & { quantity: number }

interface Waiting {
  wanted: Wanted
  resolve: (answer: Promise<LoyaltyProductPoints[]>) => void
}

/** As many as the store answers at once. */
const atOnce = 100

const waiting = new Map<LoyaltyClient<unknown>, Waiting[]>()

/** The products of a list are asked for together: each component asks for one, in the same moment. */
export function askProduct(wanted: Wanted): Ask<LoyaltyProductPoints[]> {
  return (client) =>
    new Promise((resolve) => {
      const others = waiting.get(client)
      if (others !== undefined) {
        others.push({ wanted, resolve })
        return
      }
      waiting.set(client, [{ wanted, resolve }])
      setTimeout(() => askTogether(client), 0)
    })
}

function askTogether(client: LoyaltyClient<unknown>): void {
  const all = waiting.get(client) ?? []
  waiting.delete(client)
  const byPlace = new Map<string, Waiting[]>()
  for (const one of all) {
    const place = `${one.wanted.region_id} ${one.wanted.country_code ?? ""}`
    byPlace.set(place, [...(byPlace.get(place) ?? []), one])
  }
  for (const list of byPlace.values()) {
    for (let first = 0; first < list.length; first += atOnce) {
      answer(client, list.slice(first, first + atOnce))
    }
  }
}

function answer(client: LoyaltyClient<unknown>, list: Waiting[]): void {
  const [{ wanted: one }] = list as [Waiting]
  if (list.length === 1) {
    for (const { wanted, resolve } of list) resolve(client.productPoints(wanted))
    return
  }
  const items = list.map(({ wanted: { product_id, variant_id, quantity } }) => ({
    product_id,
    variant_id,
    quantity,
  }))
  const together = client.earnings({ region_id: one.region_id, country_code: one.country_code, items })
  for (const { wanted, resolve } of list) {
    resolve(
      together.then(
        (earnings) => earnings.filter((earning) => isOf(earning, wanted)),
        // One product that is not there spoils the list, but not the others.
        (error: unknown) => {
          if (isLoyaltyRefusal(error) && error.status < 500) return client.productPoints(wanted)
          throw error
        },
      ),
    )
  }
}

function isOf(earning: LoyaltyProductPoints, { product_id, variant_id, quantity }: Wanted): boolean {
  return (
    earning.product_id === product_id &&
    earning.quantity === quantity &&
    (variant_id === undefined || earning.variant_id === variant_id)
  )
}
