import { defineJoinerConfig } from "@medusajs/framework/utils"
import { LOYALTY_MODULE } from "./constants"

const schema = `
type LoyaltyAccount {
  id: ID!
  program_id: String!
  customer_id: String!
  status: String!
  available: Float!
  pending: Float!
  held: Float!
  created_at: DateTime!
  updated_at: DateTime!
}

type LoyaltyTransaction {
  id: ID!
  account_id: String!
  type: String!
  available_change: Float!
  pending_change: Float!
  held_change: Float!
  available_after: Float!
  order_id: String
  reason: String!
  created_at: DateTime!
}
`

/** How `query.graph` finds accounts and transactions in this module, whose data layer Medusa does not know. */
export function joinerConfig(): ReturnType<typeof defineJoinerConfig> {
  return defineJoinerConfig(LOYALTY_MODULE, {
    schema,
    models: [],
    primaryKeys: ["id", "customer_id"],
    linkableKeys: { loyalty_account_id: "LoyaltyAccount", loyalty_transaction_id: "LoyaltyTransaction" },
    alias: [
      {
        name: ["loyalty_account", "loyalty_accounts"],
        entity: "LoyaltyAccount",
        args: { methodSuffix: "LoyaltyAccounts" },
      },
      {
        name: ["loyalty_transaction", "loyalty_transactions"],
        entity: "LoyaltyTransaction",
        args: { methodSuffix: "LoyaltyTransactions" },
      },
    ],
  })
}
