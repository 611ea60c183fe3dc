import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys, Modules } from "@medusajs/framework/utils"
import { createStep, createWorkflow, StepResponse, WorkflowResponse } from "@medusajs/framework/workflows-sdk"
import { LOYALTY_MODULE } from "../modules/loyalty/constants"
import { LoyaltyError } from "../modules/loyalty/domain/errors"
import type { StoreEvent } from "../modules/loyalty/event-settings"
import type LoyaltyModuleService from "../modules/loyalty/service"
import type { NewEvent, ToldEvent } from "../modules/loyalty/services/member-events"
import { codeOfError } from "./error-code"

export interface TellEventInput extends Omit<NewEvent, "accountId" | "occurredAt"> {
  /** Null: the default one. */
  program_id: string | null
  customer_id: string
  /** ISO 8601; now, if not given. */
  occurred_at: string | null
}

/** Tells of many events of one program and settles them. */
export async function tellEvents(
  container: MedusaContainer,
  programId: string,
  events: NewEvent[],
  at: Date = new Date(),
): Promise<ToldEvent[]> {
  const loyalty: LoyaltyModuleService = container.resolve(LOYALTY_MODULE)
  const told = await loyalty.memberEvents.tell(programId, events)
  await loyalty.memberEvents.settle(told, (customerIds) => groupsOf(container, customerIds), at)
  return told
}

/** Settles what was told of and then forgotten by a crash. */
export async function settleEvents(container: MedusaContainer, events: ToldEvent[], at: Date): Promise<void> {
  const loyalty: LoyaltyModuleService = container.resolve(LOYALTY_MODULE)
  await loyalty.memberEvents.settle(events, (customerIds) => groupsOf(container, customerIds), at)
}

/** Throws `account_not_found` for who is no registered customer, or is no member and does not become one by himself. */
export async function tellEvent(
  container: MedusaContainer,
  { program_id, customer_id, occurred_at, ...event }: TellEventInput,
): Promise<ToldEvent> {
  const loyalty: LoyaltyModuleService = container.resolve(LOYALTY_MODULE)
  const program =
    program_id === null
      ? await loyalty.programForSalesChannel(null)
      : await loyalty.retrieveProgram(program_id)
  await checkRegistered(container, customer_id)
  const account = await loyalty.memberAccount(program, customer_id)
  const occurredAt = occurred_at === null ? new Date() : new Date(occurred_at)
  const [told] = await tellEvents(container, program.id, [{ ...event, accountId: account.id, occurredAt }])
  return told
}

/** Tells of what an event of the store's bus means, where the options say that it means anything. */
export async function tellOfStoreEvent(
  container: MedusaContainer,
  name: string,
  data: unknown,
): Promise<void> {
  const loyalty: LoyaltyModuleService = container.resolve(LOYALTY_MODULE)
  for (const meant of loyalty.storeEvents.filter((one) => one.name === name)) {
    const id = textAt(data, meant.id)
    const customerId = id === null ? null : await customerOf(container, meant, id, data)
    if (id === null || customerId === null) {
      container
        .resolve(ContainerRegistrationKeys.LOGGER)
        .warn(`loyalty: an event ${name} names no customer where the options say; nothing is given for it.`)
      continue
    }
    const told = tellEvent(container, {
      program_id: null,
      customer_id: customerId,
      trigger: meant.trigger,
      name: meant.event ?? null,
      source: "store",
      key: [name, meant.event ?? meant.trigger, id].join(":"),
      data: {},
      occurred_at: null,
    })
    await told.catch((error: unknown) => {
      // Guests do all of this, too.
      if (codeOfError(error) !== "account_not_found") throw error
    })
  }
}

/** A guest's points would be nobody's: who registers later is another customer. */
async function checkRegistered(container: MedusaContainer, customerId: string): Promise<void> {
  const [customer] = await container
    .resolve(Modules.CUSTOMER)
    .listCustomers({ id: customerId, has_account: true }, { select: ["id"], take: 1 })
  if (customer === undefined) throw new LoyaltyError("account_not_found")
}

async function customerOf(
  container: MedusaContainer,
  { entity, customer_id: path }: StoreEvent,
  id: string,
  data: unknown,
): Promise<string | null> {
  if (entity === undefined) return textAt(data, path)
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const found = await query.graph({ entity, fields: ["id", path], filters: { id } })
  return textAt((found as { data: unknown[] }).data[0], path)
}

function textAt(value: unknown, path: string): string | null {
  const found = path
    .split(".")
    .reduce<unknown>(
      (part, name) =>
        typeof part === "object" && part !== null ? (part as Record<string, unknown>)[name] : undefined,
      value,
    )
  return typeof found === "string" && found !== "" ? found : null
}

async function groupsOf(container: MedusaContainer, customerIds: string[]): Promise<Map<string, string[]>> {
  const customers = await container
    .resolve(Modules.CUSTOMER)
    .listCustomers({ id: customerIds }, { select: ["id"], relations: ["groups"], take: customerIds.length })
  return new Map(customers.map(({ id, groups }) => [id, (groups ?? []).map((group) => group.id)]))
}

/** What it gives is mended by nothing: it needs no compensation. */
const tellEventStep = createStep(
  "loyalty-tell-event",
  async (input: TellEventInput, { container }): Promise<StepResponse<ToldEvent>> =>
    new StepResponse(await tellEvent(container, input)),
)

/** Tells the programme that a member did something that rules wait for. Told again under the same key, it has one effect. */
export const tellEventWorkflow = createWorkflow(
  "loyalty-tell-event",
  (input: TellEventInput) => new WorkflowResponse(tellEventStep(input)),
)
