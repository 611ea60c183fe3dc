import { faultsOfPart, within, type Fault } from "../../../../forms/faults"
import { partOfForm, partToForm, type FormPart } from "../../../../forms/values"
import { conditionFields } from "./tables"
import type { Condition, Leaf } from "./types"

/** A condition as the form holds it: the same tree, with a form part where a single condition stands. */
export type ConditionNode =
  | FormPart
  | { all: ConditionNode[] }
  | { any: ConditionNode[] }
  | { not: ConditionNode }
  | { some_line: ConditionNode }

export type GroupNode = { all: ConditionNode[] } | { any: ConditionNode[] }

/** The form always has a group to add to. `isBare`: the rule has a condition without one, and keeps it so while it is alone. */
export interface ConditionForm {
  root: GroupNode
  isBare: boolean
}

/** As deep as routes let conditions be nested. */
export const depthMax = 5

export const isPart = (node: ConditionNode): node is FormPart => "code" in node
export const isGroup = (node: ConditionNode): node is GroupNode => "all" in node || "any" in node

export const kindOf = (group: GroupNode): "all" | "any" => ("all" in group ? "all" : "any")
export const partsOf = (group: GroupNode): ConditionNode[] => ("all" in group ? group.all : group.any)
export const groupOf = (kind: "all" | "any", parts: ConditionNode[]): GroupNode =>
  kind === "all" ? { all: parts } : { any: parts }

export function conditionsToForm(condition: Condition): ConditionForm {
  const node = toNode(condition)
  return isGroup(node) ? { root: node, isBare: false } : { root: { all: [node] }, isBare: true }
}

export function conditionsOfForm(form: ConditionForm): Condition {
  return ofNode(bareOf(form) ?? form.root)
}

/** Where the root group's conditions stand, by the route's names. */
export function pathInRoot(form: ConditionForm, index: number): string {
  return bareOf(form) === null ? `conditions.${kindOf(form.root)}[${index}]` : "conditions"
}

export function faultsOfConditions(form: ConditionForm): Fault[] {
  const bare = bareOf(form)
  return bare === null ? faultsOfNode(form.root, "conditions") : faultsOfNode(bare, "conditions")
}

/** The same node with `not` around it, or without it. */
export const negated = (node: ConditionNode): ConditionNode => ("not" in node ? node.not : { not: node })

/** The same node asked of any line of the order, or of the line that earns. */
export const ofSomeLine = (node: ConditionNode): ConditionNode =>
  "some_line" in node ? node.some_line : { some_line: node }

function bareOf({ root, isBare }: ConditionForm): ConditionNode | null {
  const [only, ...others] = partsOf(root)
  return isBare && "all" in root && only !== undefined && others.length === 0 ? only : null
}

function toNode(condition: Condition): ConditionNode {
  if ("all" in condition) return { all: condition.all.map(toNode) }
  if ("any" in condition) return { any: condition.any.map(toNode) }
  if ("not" in condition) return { not: toNode(condition.not) }
  if ("some_line" in condition) return { some_line: toNode(condition.some_line) }
  return partToForm(conditionFields, condition)
}

function ofNode(node: ConditionNode): Condition {
  if ("all" in node) return { all: node.all.map(ofNode) }
  if ("any" in node) return { any: node.any.map(ofNode) }
  if ("not" in node) return { not: ofNode(node.not) }
  if ("some_line" in node) return { some_line: ofNode(node.some_line) }
  return partOfForm(conditionFields, node) as Leaf
}

function faultsOfNode(node: ConditionNode, path: string): Fault[] {
  if ("not" in node) return faultsOfNode(node.not, within(path, "not"))
  if ("some_line" in node) return faultsOfNode(node.some_line, within(path, "some_line"))
  if (isPart(node)) return faultsOfPart(conditionFields, node, path)
  const parts = partsOf(node)
  if ("any" in node && parts.length === 0) return [{ path: within(path, "any"), key: "missing" }]
  return parts.flatMap((part, index) => faultsOfNode(part, `${within(path, kindOf(node))}[${index}]`))
}
