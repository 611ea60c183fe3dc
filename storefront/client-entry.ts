export { loyaltyClient, newIdempotencyKey } from "./client"
export type {
  AccountOptions,
  AppliedPoints,
  ApplyOptions,
  CallOptions,
  CartOptions,
  LoyaltyCart,
  LoyaltyClient,
  PageOptions,
  Place,
  TransactionOptions,
  WantedProduct,
} from "./client"
export { isLoyaltyRefusal, LoyaltyRefusal } from "./refusal"
export { storeSdk } from "./sdk"
export type { StoreRequest, StoreSdk, StoreSdkOptions } from "./sdk"
export type * from "./store-types"
