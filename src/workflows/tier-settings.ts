import type { MedusaContainer } from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"
import {
  createStep,
  createWorkflow,
  StepResponse,
  WorkflowResponse,
  type WorkflowData,
} from "@medusajs/framework/workflows-sdk"
import { LOYALTY_MODULE } from "../modules/loyalty/constants"
import { LoyaltyError } from "../modules/loyalty/domain/errors"
import type LoyaltyModuleService from "../modules/loyalty/service"
import type { TierSettings } from "../modules/loyalty/tier-settings/schema"

export interface CreateTierInput {
  program_id: string
  settings: TierSettings
  create_customer_group: boolean
  actor: string
}

/** Throws `invalid_request`, naming the field. */
export async function checkCustomerGroup(
  container: MedusaContainer,
  id: string | null | undefined,
): Promise<void> {
  if (id === null || id === undefined) return
  const found = await container
    .resolve(Modules.CUSTOMER)
    .listCustomerGroups({ id }, { select: ["id"], take: 1 })
  if (found.length > 0) return
  const field = "customer_group_id"
  throw new LoyaltyError("invalid_request", { field }, `${field}: no such customer group.`)
}

/** The group that the tier names, or a new one. Undone by deleting what was made. */
const customerGroupStep = createStep(
  "loyalty-tier-customer-group",
  async ({ settings, create_customer_group }: CreateTierInput, { container }) => {
    const { name, customer_group_id: named } = settings
    if (!create_customer_group) {
      await checkCustomerGroup(container, named)
      return new StepResponse(named, null)
    }
    if (named !== null) {
      const field = "create_customer_group"
      throw new LoyaltyError("invalid_request", { field }, `${field}: customer_group_id names one already.`)
    }
    const customers = container.resolve(Modules.CUSTOMER)
    const [taken] = await customers.listCustomerGroups({ name }, { select: ["id"], take: 1 })
    if (taken !== undefined) {
      const field = "create_customer_group"
      throw new LoyaltyError("invalid_request", { field }, `${field}: there is a group of this name already.`)
    }
    const { id } = await customers.createCustomerGroups({ name })
    return new StepResponse(id, id)
  },
  async (made, { container }) => {
    if (made) await container.resolve(Modules.CUSTOMER).deleteCustomerGroups([made])
  },
)

const createTierStep = createStep(
  "loyalty-create-tier",
  async ({ input, group }: { input: CreateTierInput; group: string | null }, { container }) => {
    const loyalty: LoyaltyModuleService = container.resolve(LOYALTY_MODULE)
    const settings = { ...input.settings, customer_group_id: group }
    const { id } = await loyalty.tiers.create(input.program_id, settings, input.actor)
    return new StepResponse(id)
  },
)

/** A tier with its customer group. Answers the tier's id. Errors: those of `Tiers.create`, `invalid_request`. */
export const createTierWorkflow = createWorkflow(
  "loyalty-create-tier",
  (input: WorkflowData<CreateTierInput>) => {
    const group = customerGroupStep(input)
    return new WorkflowResponse(createTierStep({ input, group }))
  },
)
