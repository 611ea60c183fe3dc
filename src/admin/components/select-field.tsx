import { Form } from "@medusajs/dashboard/components"
import { Select } from "@medusajs/ui"
import type { Control, FieldPathByValue, FieldValues } from "react-hook-form"

interface SelectFieldProps<Values extends FieldValues> {
  control: Control<Values>
  name: FieldPathByValue<Values, string>
  label: string
  /** Of values that are not empty: the select has no empty choice. */
  options: readonly { value: string; label: string }[]
}

/** One of a few, as a field of a form. */
export function SelectField<Values extends FieldValues>({
  control,
  name,
  label,
  options,
}: SelectFieldProps<Values>) {
  return (
    <Form.Field
      control={control}
      name={name}
      render={({ field: { onChange, value, ref, ...field } }) => (
        <Form.Item>
          <Form.Label>{label}</Form.Label>
          <Select {...field} value={value} onValueChange={onChange}>
            <Form.Control>
              <Select.Trigger ref={ref}>
                <Select.Value />
              </Select.Trigger>
            </Form.Control>
            <Select.Content>
              {options.map((option) => (
                <Select.Item key={option.value} value={option.value}>
                  {option.label}
                </Select.Item>
              ))}
            </Select.Content>
          </Select>
          <Form.ErrorMessage />
        </Form.Item>
      )}
    />
  )
}
