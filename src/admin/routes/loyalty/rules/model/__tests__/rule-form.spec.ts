import fc from "fast-check"
import { ruleConfigOf, ruleSettingsOf } from "../../../../../../modules/loyalty/rule-settings/config"
import { ruleSettings } from "../../../../../../modules/loyalty/rule-settings/schema"
import { parse } from "../../../../../../modules/loyalty/validation"
import { blankPart } from "../../../../../forms/values"
import {
  conditionsOfForm,
  conditionsToForm,
  groupOf,
  negated,
  ofSomeLine,
  partsOf,
  pathInRoot,
} from "../condition-form"
import { blankRule, faultsOfRule, ruleOfForm, ruleToForm } from "../rule-form"
import {
  conditionCodes,
  conditionFields,
  effectCodes,
  effectFields,
  mayAsk,
  triggerCodes,
  triggerFields,
} from "../tables"
import type { Condition, RuleConfig } from "../types"
import { leafOf, rules } from "./arbitrary-settings"

const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value))
const refusalOf = (rule: RuleConfig): string | null => {
  try {
    ruleConfigOf(parse(ruleSettings, rule), 2)
    return null
  } catch (error) {
    return (error as Error).message
  }
}

describe("the form of a rule", () => {
  it("saves what it loaded: whatever the rule is, unchanged it says the same", () => {
    fc.assert(
      fc.property(rules, (rule) => {
        const given = plain(ruleSettingsOf(ruleConfigOf(parse(ruleSettings, rule), 2), 2)) as RuleConfig
        const form = ruleToForm(given)
        expect(faultsOfRule(form)).toEqual([])
        expect(ruleOfForm(form)).toEqual(given)
      }),
      { numRuns: 500 },
    )
  })

  it.each(conditionCodes)("saves the condition %s as it was loaded, alone and in groups", (code) => {
    fc.assert(
      fc.property(leafOf[code], (leaf) => {
        for (const condition of [
          leaf,
          { all: [leaf] },
          { any: [leaf, leaf] },
          { not: leaf },
        ] as Condition[]) {
          expect(conditionsOfForm(conditionsToForm(condition))).toEqual(condition)
        }
      }),
      { numRuns: 50 },
    )
  })

  it("knows every condition, effect and trigger that routes know", () => {
    const known = (field: string, code: string): string =>
      refusalOf({ ...ruleOfForm(named()), [field]: { code } }) ?? ""

    for (const code of conditionCodes) expect(known("conditions", code)).not.toMatch(/is no condition/)
    for (const code of effectCodes) expect(known("effect", code)).not.toMatch(/is no effect/)
    for (const code of triggerCodes) expect(known("trigger", code)).not.toMatch(/is no trigger/)
    expect(known("conditions", "moon")).toMatch(/is no condition/)
  })

  it("offers a rule without orders the conditions that its route takes, and no others", () => {
    for (const code of conditionCodes) {
      const [leaf] = fc.sample(leafOf[code], 1)
      const rule = ruleOfForm({
        ...named(),
        trigger: blankPart(triggerFields, "birthday"),
        effect: { code: "fixed_points", values: { points: "5", each: "order" } },
      })
      const refusal = refusalOf({ ...rule, conditions: leaf })
      expect([code, refusal === null]).toEqual([code, mayAsk("birthday", code)])
    }
  })

  it("sees by itself what is missing and what is no number, by the route's names", () => {
    const form = {
      ...blankRule(),
      conditions: conditionsToForm({ all: [{ not: { code: "tag", in: [] } }, { any: [] }] }),
      effect: { code: "multiplier", values: { factor: "two" } },
      limits: {
        per_order: "1e",
        per_member: [{ points: "", times: "1.5", per: "day" }],
        budget: "",
        members: "",
      },
      expiry: { kind: "on_day" as const, value: "" },
      priority: "0.5",
    }

    expect(faultsOfRule(form)).toEqual([
      { path: "name", key: "missing" },
      { path: "conditions.all[0].not.in", key: "missing" },
      { path: "conditions.all[1].any", key: "missing" },
      { path: "effect.factor", key: "no_number" },
      { path: "limits.per_order", key: "no_number" },
      { path: "limits.per_member[0].times", key: "no_whole_number" },
      { path: "expiry.on_day", key: "missing" },
      { path: "priority", key: "no_whole_number" },
    ])
  })

  it("takes numbers as they are written in both languages", () => {
    const saved = (factor: string): unknown =>
      ruleOfForm({ ...named(), effect: { code: "multiplier", values: { factor } } }).effect

    expect(saved("1.5")).toEqual({ code: "multiplier", factor: 1.5 })
    expect(saved("1,5")).toEqual({ code: "multiplier", factor: 1.5 })
    expect(saved("1 000")).toEqual({ code: "multiplier", factor: 1000 })
  })

  it("begins with what the route takes once it has a name and a factor", () => {
    const form = { ...named(), effect: { code: "multiplier", values: { factor: "2" } } }
    expect(faultsOfRule(form)).toEqual([])
    expect(refusalOf(ruleOfForm(form))).toBeNull()
  })
})

describe("the conditions of the form", () => {
  const leaf: Condition = { code: "discounted" }

  it("keep a condition without a group as it is until another comes to it", () => {
    const form = conditionsToForm(leaf)
    const [node] = partsOf(form.root)

    expect(conditionsOfForm(form)).toEqual(leaf)
    expect(pathInRoot(form, 0)).toBe("conditions")
    const more = { ...form, root: groupOf("all", [node, node]) }
    expect(conditionsOfForm(more)).toEqual({ all: [leaf, leaf] })
    expect(pathInRoot(more, 1)).toBe("conditions.all[1]")
    expect(conditionsOfForm({ ...form, root: groupOf("all", []) })).toEqual({ all: [] })
  })

  it("are negated, and asked of any line, and back", () => {
    const [node] = partsOf(conditionsToForm(leaf).root)

    expect(conditionsOfForm({ root: groupOf("all", [negated(node)]), isBare: true })).toEqual({ not: leaf })
    expect(conditionsOfForm({ root: groupOf("any", [ofSomeLine(node)]), isBare: true })).toEqual({
      any: [{ some_line: leaf }],
    })
    expect(negated(negated(node))).toEqual(node)
    expect(ofSomeLine(ofSomeLine(node))).toEqual(node)
  })

  it.each(conditionCodes)("of the kind %s have a form of their own when they are new", (code) => {
    const { values } = blankPart(conditionFields, code)
    expect(Object.keys(values)).toEqual(conditionFields[code].map(({ name }) => name))
  })
})

const named = (): ReturnType<typeof blankRule> => ({
  ...blankRule(),
  name: "Tea",
  effect: { ...blankPart(effectFields, "multiplier"), values: { factor: "2" } },
})
