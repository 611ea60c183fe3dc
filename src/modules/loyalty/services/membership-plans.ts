import { isDeepStrictEqual } from "node:util"
import { generateEntityId } from "@medusajs/framework/utils"
import type { EntityManager, FindOptionsWhere } from "typeorm"
import type { LoyaltyDatabase } from "../data-source"
import { LoyaltyError } from "../domain/errors"
import {
  MembershipPlanSchema,
  MembershipPurchaseSchema,
  type MembershipPlanRow,
} from "../persistence/membership-plan.schema"
import type { PlanChanges, PlanSettings } from "../plan-settings/schema"
import { invalid } from "../settings-units"
import type { Page } from "./accounts"

export interface PlanFilters {
  programId?: string
  state?: MembershipPlanRow["state"]
}

/** What variants grant membership, of what and for how long. */
export class MembershipPlans {
  private readonly database: LoyaltyDatabase

  constructor({ database }: { database: LoyaltyDatabase }) {
    this.database = database
  }

  /** Throws `invalid_request`, naming the field. */
  async create(programId: string, settings: PlanSettings): Promise<MembershipPlanRow> {
    const { name, variant_ids: variantIds, term, tier_id: tierId, club_ids: clubIds } = settings
    const id = generateEntityId("", "lplan")
    const sale = { state: "active" as const, soldFrom: new Date(), soldUntil: null }
    const plan = { id, programId, ...sale, name, variantIds, term, tierId, clubIds }
    return await this.database.transaction(async (manager) => {
      await checkGrants(manager, plan)
      await manager.insert(MembershipPlanSchema, plan)
      return await find(manager, id)
    })
  }

  /** The newest first. */
  async listAndCount(filters: PlanFilters, page: Page): Promise<[MembershipPlanRow[], number]> {
    const where: FindOptionsWhere<MembershipPlanRow> = {}
    if (filters.programId !== undefined) where.programId = filters.programId
    if (filters.state !== undefined) where.state = filters.state
    return await this.database.manager((manager) =>
      manager.findAndCount(MembershipPlanSchema, {
        where,
        skip: page.skip,
        take: page.take,
        order: { createdAt: "desc", id: "desc" },
      }),
    )
  }

  /** Throws `plan_not_found`. */
  async retrieve(id: string): Promise<MembershipPlanRow> {
    return await this.database.manager((manager) => find(manager, id))
  }

  /**
   * Settings left out stay; what was bought stays as it was bought, and what was ordered buys what was sold when it was
   * ordered. Throws `plan_not_found`, and `invalid_request` naming the field.
   */
  async update(id: string, changes: PlanChanges): Promise<MembershipPlanRow> {
    return await this.database.transaction(async (manager) => {
      const plan = await find(manager, id, true)
      const state = changes.state ?? plan.state
      const grants = {
        variantIds: changes.variant_ids ?? plan.variantIds,
        term: changes.term ?? plan.term,
        tierId: changes.tier_id === undefined ? plan.tierId : changes.tier_id,
        clubIds: changes.club_ids ?? plan.clubIds,
      }
      await checkGrants(manager, { ...grants, programId: plan.programId })
      const now = new Date()
      const isResold = state === "active" && plan.state === "ended"
      const begins = isResold || !isDeepStrictEqual(grants, grantsOf(plan))
      if (begins) await keepSale(manager, id, now)
      await manager.update(
        MembershipPlanSchema,
        { id },
        {
          ...grants,
          state,
          name: changes.name ?? plan.name,
          soldFrom: begins ? now : plan.soldFrom,
          soldUntil: soldUntil(plan, state, begins, now),
        },
      )
      return await find(manager, id)
    })
  }

  /** Only of a plan that nobody has bought. Throws `plan_not_found` and `plan_in_use`. */
  async delete(id: string): Promise<void> {
    await this.database.transaction(async (manager) => {
      await find(manager, id, true)
      const bought = await manager.countBy(MembershipPurchaseSchema, { planId: id })
      if (bought > 0) throw new LoyaltyError("plan_in_use")
      await manager.delete(MembershipPlanSchema, { id })
    })
  }
}

const grantsOf = ({ variantIds, term, tierId, clubIds }: MembershipPlanRow) => ({
  variantIds,
  term,
  tierId,
  clubIds,
})

/** What a plan granted until now, for the orders of that time. */
async function keepSale(manager: EntityManager, id: string, now: Date): Promise<void> {
  await manager.query(
    `insert into loyalty_membership_past_sale (plan_id, variant_ids, term, tier_id, club_ids, sold_from, sold_until)
     select id, variant_ids, term, tier_id, club_ids, sold_from, coalesce(sold_until, $2)
     from loyalty_membership_plan where id = $1 and sold_from < coalesce(sold_until, $2)`,
    [id, now],
  )
}

/** A plan that is changed after its end is sold to nobody as it is now. */
function soldUntil(
  plan: MembershipPlanRow,
  state: MembershipPlanRow["state"],
  begins: boolean,
  now: Date,
): Date | null {
  if (state === "active") return null
  return begins || plan.soldUntil === null ? now : plan.soldUntil
}

async function find(manager: EntityManager, id: string, locked = false): Promise<MembershipPlanRow> {
  const plan = await manager.findOne(MembershipPlanSchema, {
    where: { id },
    ...(locked ? { lock: { mode: "pessimistic_write" as const } } : {}),
  })
  if (plan === null) throw new LoyaltyError("plan_not_found")
  return plan
}

/** A plan grants something, and what it grants is the program's. */
async function checkGrants(
  manager: EntityManager,
  { programId, tierId, clubIds }: Pick<MembershipPlanRow, "programId" | "tierId" | "clubIds">,
): Promise<void> {
  if (tierId === null && clubIds.length === 0)
    throw invalid("tier_id", "or club_ids has to name what is granted")
  const [known] = await manager.query<{ tier: boolean; clubs: string }[]>(
    `select exists (select from loyalty_tier where id = $2 and program_id = $1 and deleted_at is null) as tier,
       (select count(*) from loyalty_club where id = any ($3) and program_id = $1) as clubs`,
    [programId, tierId, clubIds],
  )
  if (tierId !== null && !known.tier) throw invalid("tier_id", "names no tier of the program")
  if (Number(known.clubs) < clubIds.length) throw invalid("club_ids", "names no club of the program")
}
