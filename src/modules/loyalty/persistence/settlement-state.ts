import type { LoyaltyDatabase } from "../data-source"
import { toPoints } from "../domain/points"
import type { ProgramTerms } from "../domain/program"
import type { RecordedGrant } from "../domain/rules/grants"
import type { RuleContext } from "../domain/rules/scene"
import type { Ladder, Step } from "../domain/tiers/ladder"
import type { HeldTier } from "../domain/tiers/tier"
import type { KeptLine } from "../domain/settlement/award-lines"
import type { GivenAward } from "../domain/settlement/steps"
import type { SettlementRequest } from "../types/order-facts"
import type { ProgramRow } from "./program.schema"
import type { RedemptionRow } from "./redemption.schema"
import type { SettlementRow } from "./settlement.schema"

type RedemptionFields = "id" | "token" | "accountId" | "status" | "currencyCode" | "shares"

/** A redemption as the settlement of its order sees it, with the terms that it was opened under. */
export interface SettledRedemption extends Pick<
  RedemptionRow,
  RedemptionFields | "points" | "captured" | "restored"
> {
  terms: ProgramTerms
}

/** All that the ledger knows of an order and of its customer. */
export interface SettlementState {
  /** Null where the order was never settled. */
  settlement: Pick<SettlementRow, "revision" | "earns"> | null
  /** The order's; before its first settlement, the one that it is going to belong to. */
  program: Pick<ProgramRow, "id" | "joining" | "startsAt">
  termsId: number
  terms: ProgramTerms
  /** The customer's in the program. */
  accountId: number | null
  /** The order's; otherwise the one whose discount it carries, or that its cart left open. */
  redemption: SettledRedemption | null
  /** By the accounts' keys. */
  awards: GivenAward[]
  /** The present revision of the lines of the customer's award. */
  lines: KeptLine[]
  linesRevision: number | null
  /** The rules that were active together when the order was placed; null where there were none. */
  ruleSetId: number | null
  /** As the order's first settlement found it. */
  context: RuleContext | null
  /** What rules have leave to give the customer for the order. */
  grants: RecordedGrant[]
  /** How the program's tiers are reached at present; null: it has none. */
  ladder: { ladder: Ladder; version: number; steps: Step[]; timeZone: string } | null
  /** What the customer held when the order was placed, or is given by joining; asked before the first settlement. */
  tier: HeldTier | null
  /** Whether the order has, or had, memberships among its goods. */
  concernsMemberships: boolean
}

/** As `loyalty_settlement_state` answers it. Points inside JSON are numbers that are not yet known to be exact. */
interface StateRow {
  revision: number | null
  earns: boolean | null
  program_id: string | null
  joining: ProgramRow["joining"]
  starts_at: Date
  terms_id: string
  terms: ProgramTerms | null
  account_id: string | null
  redemption: SettledRedemption | null
  awards: GivenAward[] | null
  lines: KeptLine[] | null
  lines_revision: number | null
  rule_set_id: string | null
  context: RuleContext | null
  grants: RecordedGrant[] | null
  tier_ladder: SettlementState["ladder"]
  tier: HeldTier | null
  concerns_memberships: boolean
}

/** Null where the store has no program for the order. */
export async function readSettlementState(
  database: LoyaltyDatabase,
  { facts, cartId, redeemed }: Pick<SettlementRequest, "facts" | "cartId" | "redeemed">,
): Promise<SettlementState | null> {
  const tokens = redeemed.map(({ token }) => token)
  const variants = facts.lines.flatMap(({ variantId }) => variantId ?? [])
  const [row] = await database.call<StateRow>(
    "loyalty_settlement_state",
    `select s.*, case when s.revision is null or not s.earns then loyalty_tier_at(s.program_id, s.account_id, $6) end as tier,
       (select json_build_object('ladder', p.tier_ladder, 'version', p.tier_ladder_version, 'timeZone', p.terms -> 'timeZone',
          'steps', (select coalesce(json_agg(json_build_object('id', t.id, 'threshold', t.threshold)), '[]')
            from loyalty_tier t where t.program_id = p.id and t.deleted_at is null))
        from loyalty_program p where p.id = s.program_id and p.tier_ladder is not null) as tier_ladder,
       exists (select from loyalty_memberships_sold($7, $6))
         or exists (select from loyalty_membership_purchase where order_id = $1) as concerns_memberships
     from loyalty_settlement_state($1, $2, $3, $4, $5, $6) s`,
    [facts.orderId, facts.salesChannelId, facts.customerId, tokens, cartId, facts.placedAt, variants],
  )
  return stateOf(row)
}

function stateOf(row: StateRow): SettlementState | null {
  const { revision, earns, program_id, joining, starts_at, terms, account_id, redemption } = row
  if (program_id === null || terms === null) return null
  return {
    settlement: revision === null || earns === null ? null : { revision, earns },
    program: { id: program_id, joining, startsAt: starts_at },
    termsId: toPoints(Number(row.terms_id)),
    terms,
    accountId: account_id === null ? null : toPoints(Number(account_id)),
    redemption: redemption === null ? null : withPoints(redemption, "points", "captured", "restored"),
    awards: (row.awards ?? []).map((award) => withPoints(award, "earned", "reversed", "shortfall")),
    lines: row.lines ?? [],
    linesRevision: row.lines_revision,
    ruleSetId: row.rule_set_id === null ? null : Number(row.rule_set_id),
    context: row.context,
    grants: (row.grants ?? []).map((grant) => withPoints(grant, "wanted", "given")),
    ladder: row.tier_ladder,
    tier: row.tier,
    concernsMemberships: row.concerns_memberships,
  }
}

function withPoints<Name extends string, Row extends Record<Name, number>>(row: Row, ...names: Name[]): Row {
  return { ...row, ...Object.fromEntries(names.map((name) => [name, toPoints(row[name])])) }
}
