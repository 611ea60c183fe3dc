import { Alert } from "@medusajs/ui"
import { useFormState, type FieldPath, type FieldValues, type UseFormReturn } from "react-hook-form"
import { ApiError } from "../lib/api-error"

/** The form's part of `formState.errors` that belongs to no field. */
const place = "root.route"

/** Puts a route's refusal where it belongs: at the field that it names, otherwise above the form. */
export function showRouteError<Values extends FieldValues>(
  form: UseFormReturn<Values>,
  error: unknown,
  text: string,
): void {
  const field = error instanceof ApiError ? error.field : undefined
  const dotted = field?.replace(/\[(\d+)\]/g, ".$1") as FieldPath<Values> | undefined
  if (dotted !== undefined && form.getValues(dotted) !== undefined) {
    form.setError(dotted, { type: "route", message: text }, { shouldFocus: true })
  } else {
    const named = field === undefined ? text : `${field}: ${text}`
    form.setError(place, { type: "route", message: named })
  }
}

/** A refusal of the whole request, above the form's fields. Inside a `Form`. */
export function RouteError<Values extends FieldValues>({ form }: { form: UseFormReturn<Values> }) {
  const { errors } = useFormState({ control: form.control })
  const message = errors.root?.["route"]?.message
  if (!message) return null
  return (
    <div role="alert">
      <Alert variant="error" dismissible={false}>
        {message}
      </Alert>
    </div>
  )
}
