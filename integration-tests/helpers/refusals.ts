import { loyaltyErrorCodes, type LoyaltyErrorCode } from "../../src/modules/loyalty/domain/errors"
import { type Answer, type ErrorBody } from "./http"
import { type Points } from "./points"

/** What only the database, or whoever wrote the module, calls by these names. */
export const insides =
  /loyalty_\w+|uq_|ck_|\bselect\b|\binsert\b|\bupdate .* set\b|node_modules|\.ts:\d|\.js:\d|\bat \w+ \(/i

/**
 * A refusal says why in a word of the closed list and in a sentence, tells nothing of the shop's insides, and leaves
 * everything as it was.
 */
export async function expectRefused(
  points: Points,
  request: () => Promise<Answer>,
  status: number,
  code: LoyaltyErrorCode,
  sentence: RegExp = /^[A-Z\w].*\.$/,
): Promise<void> {
  const before = await points.everything()
  const { status: answered, body } = (await request()) as Answer<ErrorBody>
  expect({ status: answered, ...body }).toEqual({
    status,
    code,
    type: expect.any(String) as string,
    message: expect.stringMatching(sentence) as string,
  })
  expect(loyaltyErrorCodes).toContain(body.code)
  expect(body.message).not.toMatch(insides)
  expect(await points.everything()).toEqual(before)
}
