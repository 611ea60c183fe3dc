/** The module's registration key. Medusa's official plugin owns `loyalty` and `store_credit`; a store may have both. */
export const LOYALTY_MODULE = "loyalty_program"
