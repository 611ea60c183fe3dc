/** A program as far as it says which orders are its own. */
interface Claiming {
  id: string
  isDefault: boolean
  salesChannelIds: string[]
}

/** The program that an order which was never settled would belong to: one that names its sales channel, or the default. */
export function programIdOf(
  programs: readonly Claiming[],
  { salesChannelId }: { salesChannelId: string | null },
): string | undefined {
  const naming = programs.filter(
    ({ isDefault, salesChannelIds }) => !isDefault && salesChannelIds.includes(salesChannelId ?? ""),
  )
  const [first] = naming.map(({ id }) => id).sort()
  return first ?? programs.find(({ isDefault }) => isDefault)?.id
}
