import { useEffect, useRef, type PropsWithChildren } from "react"

/**
 * Gives a name to the button or field inside, for those who do not see it. The parts of @medusajs/ui that draw their own icon
 * buttons (filter and sorting menus, the search) take no label.
 */
export function Named({ label, children }: PropsWithChildren<{ label: string }>) {
  const place = useRef<HTMLDivElement>(null)
  useEffect(() => {
    place.current?.querySelector("button, input")?.setAttribute("aria-label", label)
  })
  return (
    <div ref={place} className="contents">
      {children}
    </div>
  )
}
