import { z } from "zod";
import type { OutboxMapping, Retry } from "../../applications/mapping.ts";
import { names, plain, text } from "../../sources/source-kind.ts";
import { column, conditions, optional, placeOf, table, time, toTime } from "./columns.ts";

const value = z.union([z.boolean(), plain(z.number()), text.max(200)]);

export const outboxTable = names({
  kind: z.literal("outbox").describe("A table of events that wait to be published."),
  table,
  id: column("Column with the key of the row.", "id"),
  eventId: optional("Column with the id of the event.", "event_id"),
  eventType: optional("Column with the type of the event.", "event_type"),
  destination: optional("Column that says where it goes: a topic, a queue, an exchange.", "topic"),
  key: optional("Column with the key that orders events.", "aggregate_id"),
  payload: optional("Column with the payload.", "payload"),
  headers: optional("Column with the headers.", "headers"),
  created: time("Column with the time at which the row was written.", "created_at"),
  publishedAt: time("Column with the time of publishing.", "published_at"),
  attempts: optional("Column that counts the tries.", "attempts"),
  error: optional("Column with the last error.", "last_error"),
  pending: conditions("When a row waits to be published. Left out: every row does, since rows are removed when they are published."),
  published: conditions("When a row is published. Left out: rows are removed then."),
  failed: conditions("When a row is given up. Left out: the table cannot tell."),
  publishNow: z
    .record(text.max(128), value)
    .optional()
    .meta({
      description:
        "What publishes a failed row again: values of columns, of which `null` and `now` are words. It needs `failed`, and only such rows are written. Left out: Redrive writes nothing.",
      examples: [{ status: "NEW", attempts: 0, failed_at: "null" }],
    }),
}).describe("An outbox.");

export function toOutbox({
  table: place,
  publishNow,
  pending,
  published,
  failed,
  created,
  publishedAt,
  ...rest
}: z.output<typeof outboxTable>): OutboxMapping {
  const { eventId, eventType, destination, key, payload, headers, attempts, error, ...named } = rest;
  const only = failed.length > 0 ? failed : null;
  return {
    ...named,
    ...placeOf(place),
    eventId: eventId ?? null,
    eventType: eventType ?? null,
    destination: destination ?? null,
    key: key ?? null,
    payload: payload ?? null,
    headers: headers ?? null,
    attempts: attempts ?? null,
    error: error ?? null,
    created: toTime(created),
    publishedAt: toTime(publishedAt),
    pending,
    published: published.length > 0 ? published : null,
    failed: only,
    publishNow: publishNow && only ? ({ set: publishNow, only } satisfies Retry) : null,
    untold: [
      ...(only === null ? ["The mapping does not tell which rows failed."] : []),
      ...(created === undefined ? ["The mapping names no time of writing: the age of rows is unknown."] : []),
    ],
  };
}
