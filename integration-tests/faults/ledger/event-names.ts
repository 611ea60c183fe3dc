import type { OutboxEvent } from "../../../src/modules/loyalty/services/outbox"

/** What an event is known by: its name and the thing it tells of. */
export const nameOf = ({ name, data }: OutboxEvent): string => `${name} ${String(data.id)}`
