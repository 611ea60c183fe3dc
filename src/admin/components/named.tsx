import { useEffect, useRef, type PropsWithChildren } from "react"

/**
 * Gives a name to the button or field inside, for those who do not see it, and hides the nameless picture beside it: parts of
 * @medusajs/ui that draw their own icons take no label for them.
 */
export function Named({ label, children }: PropsWithChildren<{ label: string }>) {
  const place = useRef<HTMLDivElement>(null)
  useEffect(() => {
    place.current?.querySelector("button, input")?.setAttribute("aria-label", label)
    place.current?.querySelector("[role=img]:not([aria-label])")?.setAttribute("aria-hidden", "true")
  })
  return (
    <div ref={place} className="contents">
      {children}
    </div>
  )
}
