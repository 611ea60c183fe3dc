import { Select } from "@medusajs/ui"
import { useTranslation } from "react-i18next"
import type { ProgramView } from "../lib/types"

interface ProgramSelectProps {
  programs: ProgramView[]
  value: string
  onChange: (id: string) => void
}

/** Which program the screen is about. Most stores have one and see nothing of this. */
export function ProgramSelect({ programs, value, onChange }: ProgramSelectProps) {
  const { t } = useTranslation("loyalty")
  if (programs.length < 2) return null
  return (
    <Select size="small" value={value} onValueChange={onChange}>
      <Select.Trigger aria-label={t("common.program")}>
        <Select.Value />
      </Select.Trigger>
      <Select.Content>
        {programs.map(({ id, name }) => (
          <Select.Item key={id} value={id}>
            {name}
          </Select.Item>
        ))}
      </Select.Content>
    </Select>
  )
}
