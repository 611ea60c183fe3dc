import { Form, KeyboundForm } from "@medusajs/dashboard/components"
import { XMark } from "@medusajs/icons"
import { Button, Drawer, FocusModal, Heading, IconButton, Text } from "@medusajs/ui"
import type { ReactNode } from "react"
import type { FieldValues, UseFormReturn } from "react-hook-form"
import { useTranslation } from "react-i18next"
import { useErrorText } from "../lib/errors"
import { RouteError, showRouteError } from "./route-error"
import { useUnsavedChanges } from "./unsaved-changes"

interface FormDialogProps<Values extends FieldValues> {
  open: boolean
  onOpenChange: (open: boolean) => void
  title: string
  description?: ReactNode
  /** Its errors, the route's among them, are shown at the fields and above them. */
  form: UseFormReturn<Values>
  /** Sends what was typed. The dialog closes when it resolves; what it rejects with is shown. */
  onSubmit: (values: Values) => Promise<unknown>
  submitLabel?: string
  children: ReactNode
}

/** A form in a drawer at the right, for changing a thing. Asks before it throws away what was typed. */
export function FormDrawer<Values extends FieldValues>(props: FormDialogProps<Values>) {
  const { open, onOpenChange } = props
  return (
    <Drawer open={open} onOpenChange={onOpenChange}>
      {open && <DrawerContent {...props} />}
    </Drawer>
  )
}

function DrawerContent<Values extends FieldValues>(props: FormDialogProps<Values>) {
  const { title, description, form, children } = props
  const { close, submit, guard } = useFormDialog(props)
  return (
    <Drawer.Content {...guard} aria-describedby={undefined}>
      <div className="border-ui-border-base flex items-start justify-between gap-x-4 border-b px-6 py-4">
        <div className="flex flex-col gap-y-1">
          <Drawer.Title asChild>
            <Heading>{title}</Heading>
          </Drawer.Title>
          {description && (
            <Text as="div" size="small" className="text-ui-fg-subtle">
              {description}
            </Text>
          )}
        </div>
        <CloseButton onClick={close} />
      </div>
      <Form {...form}>
        <KeyboundForm onSubmit={submit} className="flex flex-1 flex-col overflow-hidden" noValidate>
          <Drawer.Body className="flex flex-col gap-y-6 overflow-y-auto">
            <RouteError form={form} />
            {children}
          </Drawer.Body>
          <Drawer.Footer>
            <Buttons {...props} onCancel={close} />
          </Drawer.Footer>
        </KeyboundForm>
      </Form>
    </Drawer.Content>
  )
}

/** A form over the whole window, for making a thing. Asks before it throws away what was typed. */
export function FormModal<Values extends FieldValues>(props: FormDialogProps<Values>) {
  const { open, onOpenChange } = props
  return (
    <FocusModal open={open} onOpenChange={onOpenChange}>
      {open && <ModalContent {...props} />}
    </FocusModal>
  )
}

function ModalContent<Values extends FieldValues>(props: FormDialogProps<Values>) {
  const { title, description, form, children } = props
  const { close, submit, guard } = useFormDialog(props)
  return (
    <FocusModal.Content {...guard} aria-describedby={undefined}>
      <div className="border-ui-border-base flex items-center border-b px-4 py-2">
        <CloseButton onClick={close} />
      </div>
      <Form {...form}>
        <KeyboundForm onSubmit={submit} className="flex flex-1 flex-col overflow-hidden" noValidate>
          <FocusModal.Body className="flex flex-1 flex-col items-center overflow-y-auto">
            <div className="flex w-full max-w-[720px] flex-col gap-y-8 px-6 py-16">
              <div>
                <FocusModal.Title asChild>
                  <Heading>{title}</Heading>
                </FocusModal.Title>
                {description && (
                  <Text as="div" size="small" className="text-ui-fg-subtle">
                    {description}
                  </Text>
                )}
              </div>
              <RouteError form={form} />
              {children}
            </div>
          </FocusModal.Body>
          <FocusModal.Footer>
            <Buttons {...props} onCancel={close} />
          </FocusModal.Footer>
        </KeyboundForm>
      </Form>
    </FocusModal.Content>
  )
}

function useFormDialog<Values extends FieldValues>({
  form,
  onSubmit,
  onOpenChange,
}: FormDialogProps<Values>) {
  const { isDirty } = form.formState
  const errorText = useErrorText()
  const mayLeave = useUnsavedChanges(isDirty)
  const close = () => {
    void mayLeave().then((may) => {
      if (may) onOpenChange(false)
    })
  }
  const submit = form.handleSubmit(async (values) => {
    try {
      await onSubmit(values)
      onOpenChange(false)
    } catch (error) {
      showRouteError(form, error, errorText(error))
    }
  })
  // Escape and a click beside the dialog ask as the close button does, but after the event: it would answer the question too.
  const ask = (event: Event) => {
    // Who leaves an open list of choices does not mean the form.
    if (event.target instanceof Element && event.target.matches(openList)) {
      leaveToOthers(event)
      return
    }
    event.preventDefault()
    setTimeout(close)
  }
  const guard = { onEscapeKeyDown: ask, onPointerDownOutside: ask }
  return { close, submit: (event: React.FormEvent) => void submit(event), guard }
}

/** The field that has opened it, or its entries: a list passes on to the chosen entry what is typed in the field. */
const openList = "[aria-expanded=true], [role=listbox], [role=listbox] *"

/**
 * Keeps the dialog from closing, and lets the list close by the same event. Both listen on the document, the dialog first, and
 * both leave alone what is prevented: so the event only says so, and only until the next listener is called.
 */
function leaveToOthers(event: Event): void {
  Object.defineProperty(event, "defaultPrevented", { value: true, configurable: true })
  queueMicrotask(() => {
    Reflect.deleteProperty(event, "defaultPrevented")
  })
}

function CloseButton({ onClick }: { onClick: () => void }) {
  const { t } = useTranslation("loyalty")
  return (
    <IconButton
      size="small"
      type="button"
      variant="transparent"
      aria-label={t("common.actions.close")}
      onClick={onClick}
    >
      <XMark />
    </IconButton>
  )
}

function Buttons<Values extends FieldValues>({
  form,
  submitLabel,
  onCancel,
}: FormDialogProps<Values> & { onCancel: () => void }) {
  const { t } = useTranslation("loyalty")
  return (
    <>
      <Button size="small" variant="secondary" type="button" onClick={onCancel}>
        {t("common.actions.cancel")}
      </Button>
      <Button size="small" type="submit" isLoading={form.formState.isSubmitting}>
        {submitLabel ?? t("common.actions.save")}
      </Button>
    </>
  )
}
