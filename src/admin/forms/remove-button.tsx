import { Trash } from "@medusajs/icons"
import { IconButton } from "@medusajs/ui"

interface RemoveButtonProps {
  /** What it takes away, for those who do not see it. */
  label: string
  onClick: () => void
  className?: string
}

export function RemoveButton({ label, onClick, className }: RemoveButtonProps) {
  return (
    <IconButton
      size="small"
      variant="transparent"
      type="button"
      aria-label={label}
      onClick={onClick}
      className={className}
    >
      <Trash aria-hidden />
    </IconButton>
  )
}
