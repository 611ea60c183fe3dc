import { defineElements } from "./elements/define"

defineElements()

export * from "./client-entry"
export * from "./element-types"
export { refreshLoyalty, resetLoyalty, setLoyalty } from "./state"
export type { LoyaltyOptions } from "./state"
export type { OwnWords, Words } from "./words"
