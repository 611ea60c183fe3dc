import { getHttpResponseFromError } from "@medusajs/framework/http"
import { LoyaltyError, loyaltyErrorCodes } from "../../src/modules/loyalty/domain/errors"

export interface ErrorCode {
  code: string
  type: string
  status: number
  sentence: string
}

/** The closed list, with the HTTP status that Medusa's own error handler makes of each. */
export function readErrors(): ErrorCode[] {
  return loyaltyErrorCodes.map((code) => {
    const error = new LoyaltyError(code)
    const { statusCode, body } = getHttpResponseFromError(error)
    if ((body as { code?: string }).code !== code) throw new Error(`Medusa does not let ${code} through.`)
    return { code, type: error.type, status: statusCode, sentence: error.message }
  })
}
