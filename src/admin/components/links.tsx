import { clx } from "@medusajs/ui"
import type { PropsWithChildren } from "react"
import { Link } from "react-router-dom"

/** A link inside a text or a table, seen by its line and by the ring around it when a keyboard has brought one there. */
export function TextLink({ to, className, children }: PropsWithChildren<{ to: string; className?: string }>) {
  return (
    <Link
      to={to}
      className={clx(
        "text-ui-fg-base decoration-ui-border-strong hover:decoration-ui-fg-base focus-visible:shadow-borders-focus rounded-sm underline underline-offset-2 outline-none",
        className,
      )}
    >
      {children}
    </Link>
  )
}

/** What a row of a table is called, and where a click on the row goes: the keyboard's way there. */
export function NameLink({ to, children }: PropsWithChildren<{ to: string }>) {
  return (
    <Link
      to={to}
      className="text-ui-fg-base focus-visible:shadow-borders-focus block max-w-72 truncate rounded-sm font-medium outline-none"
    >
      {children}
    </Link>
  )
}

/** To Medusa's own page of an order. */
export const orderHref = (orderId: string): string => `/orders/${orderId}`
export const customerHref = (customerId: string): string => `/customers/${customerId}`
export const memberHref = (accountId: string): string => `/loyalty/members/${accountId}`
