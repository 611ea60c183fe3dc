/** Letters that are not taken for each other or for digits, and that spell no words. */
export const codeLetters = "BCDFGHJKMNPQRTVWXZ"
export const codeLength = 8

/** The code as it is kept, of what somebody has typed or read out. Null for what can be none. */
export function codeOf(typed: string): string | null {
  const code = typed.toUpperCase().replace(/[\s-]/g, "")
  return code.length === codeLength && [...code].every((letter) => codeLetters.includes(letter)) ? code : null
}
