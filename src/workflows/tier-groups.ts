import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys, Modules } from "@medusajs/framework/utils"
import {
  createStep,
  createWorkflow,
  StepResponse,
  WorkflowResponse,
  type WorkflowData,
} from "@medusajs/framework/workflows-sdk"
import { LOYALTY_MODULE } from "../modules/loyalty/constants"
import type LoyaltyModuleService from "../modules/loyalty/service"
import type { TierGroup } from "../modules/loyalty/services/tier-members"

/**
 * Brings the customers into the customer groups of the tiers that they hold, and out of those of all other tiers and of the one
 * that they were last put into. Nobody else's group is touched. It looks at what is and not at what has happened, so doing it
 * twice, late or at the same moment is doing it once. Answers how many have been moved.
 */
export async function bringTierGroups(
  container: MedusaContainer,
  customerIds: readonly string[],
): Promise<number> {
  if (customerIds.length === 0) return 0
  const loyalty: LoyaltyModuleService = container.resolve(LOYALTY_MODULE)
  const { members, ofTiers } = await loyalty.tiers.members.groupsOf(customerIds)
  const ours = [...new Set([...ofTiers, ...members.flatMap(({ joined }) => joined ?? [])])]
  if (ours.length === 0) return 0

  const customers = container.resolve(Modules.CUSTOMER)
  const [groups, existing, links] = await Promise.all([
    customers.listCustomerGroups({ id: ours }, { select: ["id"], take: ours.length }),
    customers.listCustomers({ id: [...customerIds] }, { select: ["id"], take: customerIds.length }),
    customers.listCustomerGroupCustomers(
      { customer_id: [...customerIds], customer_group_id: ours },
      { select: ["customer_id", "customer_group_id"], take: customerIds.length * ours.length },
    ),
  ])
  const known = { groups: idsOf(groups), customers: idsOf(existing) }
  warnOfMissing(container, ofTiers, known.groups)

  const standing = members.filter(({ customerId }) => known.customers.has(customerId))
  const wanted = pairsOf(standing, ({ wanted: group }) => (known.groups.has(group ?? "") ? group : null))
  const present = new Map(
    links.map((link) => [keyOf(link.customer_id, link.customer_group_id), pairOf(link)]),
  )
  const add = [...wanted].filter(([key]) => !present.has(key)).map(([, pair]) => pair)
  const remove = [...present].filter(([key]) => !wanted.has(key)).map(([, pair]) => pair)
  if (add.length > 0) await customers.addCustomerToGroup(add)
  if (remove.length > 0) await customers.removeCustomerFromGroup(remove)
  const joined = standing.filter((one) => one.joined !== one.wanted)
  if (joined.length > 0)
    await loyalty.tiers.members.noteGroups(
      joined.map(({ accountId, wanted: groupId }) => ({ accountId, groupId })),
    )
  return new Set([...add, ...remove].map(({ customer_id }) => customer_id)).size
}

type Pair = { customer_id: string; customer_group_id: string }

function pairsOf(
  members: readonly TierGroup[],
  groupOf: (member: TierGroup) => string | null,
): Map<string, Pair> {
  return new Map(
    members.flatMap((member): [string, Pair][] => {
      const group = groupOf(member)
      if (group === null) return []
      const pair = { customer_id: member.customerId, customer_group_id: group }
      return [[keyOf(pair.customer_id, pair.customer_group_id), pair]]
    }),
  )
}

const keyOf = (customerId: string, groupId: string): string => `${customerId} ${groupId}`

function pairOf({ customer_id, customer_group_id }: Pair): Pair {
  return { customer_id, customer_group_id }
}

function idsOf(rows: readonly { id: string }[]): Set<string> {
  return new Set(rows.map(({ id }) => id))
}

function warnOfMissing(
  container: MedusaContainer,
  ofTiers: readonly string[],
  known: ReadonlySet<string>,
): void {
  const missing = ofTiers.filter((id) => !known.has(id))
  if (missing.length === 0) return
  const logger = container.resolve(ContainerRegistrationKeys.LOGGER)
  logger.warn(`loyalty: a tier names a customer group that there is not: ${missing.join(", ")}`)
}

interface FollowTierInput {
  customer_id: string
}

/** Who has just joined is given the tier that he deserves, in each of his programs. */
const lookStep = createStep(
  "loyalty-look-at-tier",
  async ({ customer_id }: FollowTierInput, { container }) => {
    const loyalty: LoyaltyModuleService = container.resolve(LOYALTY_MODULE)
    const [accounts] = await loyalty.listAccounts({ customerId: customer_id }, { skip: 0, take: 100 })
    for (const { id, programId } of accounts) {
      const ladder = await loyalty.tiers.ladderOf(await loyalty.retrieveProgram(programId))
      if (ladder !== null) await loyalty.tiers.members.look(ladder, id, new Date())
    }
    return new StepResponse(undefined)
  },
)

const bringGroupsStep = createStep(
  "loyalty-bring-tier-groups",
  async ({ customer_id }: FollowTierInput, { container }) =>
    new StepResponse(await bringTierGroups(container, [customer_id])),
)

/** Gives a customer the tier that he deserves and the customer group that goes with it. What it does is mended by doing it again. */
export const followTierWorkflow = createWorkflow(
  "loyalty-follow-tier",
  (input: WorkflowData<FollowTierInput>) => {
    lookStep(input)
    return new WorkflowResponse(bringGroupsStep(input))
  },
)
