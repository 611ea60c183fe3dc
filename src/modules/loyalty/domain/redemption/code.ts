const prefix = "POINTS-"
const tokenLength = 20
/** Crockford's alphabet: no letter that reads as another when somebody dictates the code to support. */
const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

/**
 * The code under which a redemption's discount stands on a cart and an order. It belongs to one redemption alone
 * and cannot be guessed (100 bits), so no merchant's promotion can carry it by accident or on purpose.
 */
export const codeOf = (token: string): string => prefix + token

export const isRedemptionCode = (code: unknown): code is string =>
  typeof code === "string" && code.startsWith(prefix) && code.length === prefix.length + tokenLength

export const tokenOf = (code: string): string => code.slice(prefix.length)

/** Random bytes in, token out: the caller brings the randomness. */
export const tokenFrom = (bytes: Uint8Array): string =>
  Array.from(bytes.subarray(0, tokenLength), (byte) => alphabet[byte % alphabet.length]).join("")

export const tokenBytes = tokenLength
