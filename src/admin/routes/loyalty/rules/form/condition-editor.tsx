import { EllipsisHorizontal, Plus } from "@medusajs/icons"
import { Button, DropdownMenu, IconButton, Select, Text, clx } from "@medusajs/ui"
import { useTranslation } from "react-i18next"
import { PartInputs } from "../../../../forms/field-input"
import { useFaults } from "../../../../forms/field-frame"
import { within } from "../../../../forms/faults"
import { RowFault } from "../../../../forms/rates-field"
import { blankPart, type FormPart } from "../../../../forms/values"
import {
  depthMax,
  groupOf,
  isGroup,
  isPart,
  kindOf,
  negated,
  ofSomeLine,
  partsOf,
  pathInRoot,
  type ConditionForm,
  type ConditionNode,
  type GroupNode,
} from "../model/condition-form"
import { conditionCodes, conditionFields, mayAsk, subjectOf, subjects } from "../model/tables"
import type { LeafCode } from "../model/types"

interface ConditionEditorProps {
  value: ConditionForm
  onChange: (value: ConditionForm) => void
  /** What the rule waits for decides what it may ask about. */
  trigger: string
}

/** The conditions of a rule: groups of conditions in one another, as a tree of boxes. */
export function ConditionEditor({ value, onChange, trigger }: ConditionEditorProps) {
  return (
    <div className="flex flex-col gap-y-3">
      <RowFault path="conditions" />
      <Group
        group={value.root}
        onChange={(root) => {
          onChange({ ...value, root: root as GroupNode })
        }}
        pathOf={(index) => pathInRoot(value, index)}
        path={`conditions.${kindOf(value.root)}`}
        depth={1}
        insideLine={false}
        trigger={trigger}
      />
    </div>
  )
}

interface NodeProps<Node extends ConditionNode = ConditionNode> {
  node: Node
  /** Null: it is taken away. */
  onChange: (node: ConditionNode | null) => void
  path: string
  depth: number
  insideLine: boolean
  trigger: string
}

function Node(props: NodeProps) {
  const { t } = useTranslation("loyalty")
  const { node, onChange, path, depth } = props
  if ("not" in node || "some_line" in node) {
    const kind = "not" in node ? "not" : "some_line"
    const inner = "not" in node ? node.not : node.some_line
    return (
      <Box title={t(`rules.group.${kind}`)} menu={<NodeMenu {...props} />}>
        <Node
          {...props}
          node={inner}
          path={within(path, kind)}
          depth={depth + 1}
          insideLine={props.insideLine || kind === "some_line"}
          onChange={(next) => {
            onChange(next === null ? null : kind === "not" ? { not: next } : { some_line: next })
          }}
        />
      </Box>
    )
  }
  if (isPart(node)) return <Leaf {...props} node={node} />
  return (
    <Group
      {...props}
      group={node}
      onChange={onChange}
      pathOf={(index) => `${within(path, kindOf(node))}[${index}]`}
      path={within(path, kindOf(node))}
      menu={<NodeMenu {...props} />}
    />
  )
}

function Leaf({ node, ...props }: NodeProps<FormPart>) {
  const { t } = useTranslation("loyalty")
  return (
    <Box title={t(`rules.condition.${node.code}`)} menu={<NodeMenu {...props} node={node} />}>
      <RowFault path={props.path} />
      <PartInputs fields={conditionFields} part={node} path={props.path} onChange={props.onChange} />
    </Box>
  )
}

interface GroupProps extends Omit<NodeProps, "node"> {
  group: GroupNode
  pathOf: (index: number) => string
  menu?: React.ReactNode
}

function Group({ group, onChange, pathOf, path, depth, insideLine, trigger, menu }: GroupProps) {
  const { t } = useTranslation("loyalty")
  const { clear } = useFaults()
  const parts = partsOf(group)
  const kind = kindOf(group)
  const change = (next: ConditionNode[]) => {
    clear(path)
    onChange(groupOf(kind, next))
  }
  return (
    <div
      role="group"
      aria-label={t(`rules.group.${kind}`)}
      className={clx("flex flex-col gap-y-3", depth > 1 && "border-ui-border-base rounded-lg border p-3")}
    >
      <div className="flex items-center justify-between gap-x-2">
        <Select
          size="small"
          value={kind}
          onValueChange={(next) => {
            onChange(groupOf(next as "all" | "any", parts))
          }}
        >
          <Select.Trigger aria-label={t("rules.group.label")} className="w-auto gap-x-2">
            <Select.Value />
          </Select.Trigger>
          <Select.Content>
            <Select.Item value="all">{t("rules.group.all")}</Select.Item>
            <Select.Item value="any">{t("rules.group.any")}</Select.Item>
          </Select.Content>
        </Select>
        {menu}
      </div>
      <RowFault path={path} />
      {parts.length === 0 && (
        <Text size="small" className="text-ui-fg-subtle">
          {t(depth === 1 ? "rules.group.none" : "rules.group.empty")}
        </Text>
      )}
      {parts.map((part, index) => (
        <Node
          key={index}
          node={part}
          path={pathOf(index)}
          depth={depth + 1}
          insideLine={insideLine}
          trigger={trigger}
          onChange={(next) => {
            change(
              next === null
                ? parts.filter((_, at) => at !== index)
                : parts.map((one, at) => (at === index ? next : one)),
            )
          }}
        />
      ))}
      <div className="flex flex-wrap gap-2">
        <AddCondition
          trigger={trigger}
          onAdd={(code) => {
            change([...parts, blankPart(conditionFields, code)])
          }}
        />
        {depth + 1 < depthMax && (
          <Button
            size="small"
            variant="transparent"
            type="button"
            onClick={() => {
              change([...parts, groupOf(kind === "all" ? "any" : "all", [])])
            }}
          >
            {t("rules.group.add")}
          </Button>
        )}
      </div>
    </div>
  )
}

function AddCondition({ trigger, onAdd }: { trigger: string; onAdd: (code: LeafCode) => void }) {
  const { t } = useTranslation("loyalty")
  const offered = conditionCodes.filter((code) => mayAsk(trigger, code))
  const groups = subjects
    .map((subject) => ({ subject, codes: offered.filter((code) => subjectOf[code] === subject) }))
    .filter(({ codes }) => codes.length > 0)
  return (
    <DropdownMenu>
      <DropdownMenu.Trigger asChild>
        <Button size="small" variant="secondary" type="button">
          <Plus aria-hidden />
          {t("rules.addCondition")}
        </Button>
      </DropdownMenu.Trigger>
      <DropdownMenu.Content className="max-h-80 overflow-y-auto">
        {groups.map(({ subject, codes }) => (
          <DropdownMenu.Group key={subject}>
            <DropdownMenu.Label>{t(`rules.subject.${subject}`)}</DropdownMenu.Label>
            {codes.map((code) => (
              <DropdownMenu.Item
                key={code}
                onSelect={() => {
                  onAdd(code)
                }}
              >
                {t(`rules.condition.${code}`)}
              </DropdownMenu.Item>
            ))}
          </DropdownMenu.Group>
        ))}
      </DropdownMenu.Content>
    </DropdownMenu>
  )
}

/** What can be done with a condition or a group. */
function NodeMenu({ node, onChange, insideLine, trigger, path }: NodeProps) {
  const { t } = useTranslation("loyalty")
  const { clear } = useFaults()
  const change = (next: ConditionNode | null) => {
    clear(path)
    onChange(next)
  }
  const mayLookForLine = trigger === "order" && !insideLine
  return (
    <DropdownMenu>
      <DropdownMenu.Trigger asChild>
        <IconButton size="small" variant="transparent" type="button" aria-label={t("rules.group.actions")}>
          <EllipsisHorizontal />
        </IconButton>
      </DropdownMenu.Trigger>
      <DropdownMenu.Content>
        <DropdownMenu.Item
          onSelect={() => {
            change(negated(node))
          }}
        >
          {"not" in node ? t("rules.group.affirm") : t("rules.group.negate")}
        </DropdownMenu.Item>
        {("some_line" in node || mayLookForLine) && (
          <DropdownMenu.Item
            onSelect={() => {
              change(ofSomeLine(node))
            }}
          >
            {"some_line" in node ? t("rules.group.thisLine") : t("rules.group.anyLine")}
          </DropdownMenu.Item>
        )}
        {!isGroup(node) && (
          <DropdownMenu.Item
            onSelect={() => {
              change({ any: [node] })
            }}
          >
            {t("rules.group.wrap")}
          </DropdownMenu.Item>
        )}
        <DropdownMenu.Separator />
        <DropdownMenu.Item
          onSelect={() => {
            change(null)
          }}
        >
          {t("common.actions.remove")}
        </DropdownMenu.Item>
      </DropdownMenu.Content>
    </DropdownMenu>
  )
}

function Box({ title, menu, children }: React.PropsWithChildren<{ title: string; menu: React.ReactNode }>) {
  return (
    <div
      role="group"
      aria-label={title}
      className="bg-ui-bg-component shadow-elevation-card-rest flex flex-col gap-y-3 rounded-lg p-3"
    >
      <div className="flex items-center justify-between gap-x-2">
        <Text size="small" leading="compact" weight="plus">
          {title}
        </Text>
        {menu}
      </div>
      {children}
    </div>
  )
}
