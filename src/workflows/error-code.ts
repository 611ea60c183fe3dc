/** The code of an error, also after a workflow has turned it into a plain object. */
export function codeOfError(error: unknown): string | undefined {
  const { code } = (error ?? {}) as { code?: unknown }
  return typeof code === "string" ? code : undefined
}
