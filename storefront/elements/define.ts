import { LoyaltyAccountPanel } from "./account"
import { LoyaltyBalance } from "./balance"
import { LoyaltyEarn } from "./earn"
import { LoyaltyHistory } from "./history"
import { LoyaltyRedeem } from "./redeem"

const elements = {
  "loyalty-balance": LoyaltyBalance,
  "loyalty-account": LoyaltyAccountPanel,
  "loyalty-history": LoyaltyHistory,
  "loyalty-earn": LoyaltyEarn,
  "loyalty-redeem": LoyaltyRedeem,
}

/** On a server there is nothing to define; where the page has loaded the library twice, the first one stays. */
export function defineElements(): void {
  if (typeof customElements === "undefined") return
  for (const [name, element] of Object.entries(elements)) {
    if (!customElements.get(name)) customElements.define(name, element)
  }
}
