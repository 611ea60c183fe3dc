import { defineLink } from "@medusajs/framework/utils"
import CustomerModule from "@medusajs/medusa/customer"
import { LOYALTY_MODULE } from "../modules/loyalty/constants"

/**
 * Lets `query.graph` reach `loyalty_account` from a customer. Nothing is stored: the account already carries the
 * customer's id.
 */
export default defineLink(
  { linkable: CustomerModule.linkable.customer, field: "id" },
  {
    linkable: {
      serviceName: LOYALTY_MODULE,
      entity: "LoyaltyAccount",
      alias: "loyalty_account",
      primaryKey: "customer_id",
      linkable: "loyalty_account_id",
    },
  },
  { readOnly: true },
)
