import { z } from "zod";
import type { OutboxMapping, Retry } from "../../applications/mapping.ts";
import { names, plain, text } from "../../sources/source-kind.ts";
import { column, conditions, optional, placeOf, table, time, toTime } from "./columns.ts";

const value = z.union([z.boolean(), plain(z.number()), text.max(200)]);

const orInPayload = (description: string, example: string, place: string) =>
  z
    .union([
      text.max(128),
      names({
        inPayload: text
          .max(512)
          .meta({ description: "Where it stands in the JSON of the payload, names joined by dots.", examples: [place] }),
      }),
    ])
    .optional()
    .meta({ description, examples: [example, { inPayload: place }] });

export const outboxTable = names({
  kind: z.literal("outbox").describe("A table of events that wait to be published."),
  table,
  id: column("Column with the key of the row, which no two rows share.", "id"),
  eventId: orInPayload("Column with the id of the event; of an outbox also where it stands in the payload.", "event_id", "meta.eventId"),
  eventType: orInPayload("Column with the type of the event, or where it stands in the payload.", "event_type", "eventType"),
  destination: optional("Column that says where it goes: a topic, a queue, an exchange.", "topic"),
  key: orInPayload(
    "Column with the key, as messages carry it; of an outbox also where it stands in the payload.",
    "aggregate_id",
    "aggregateId",
  ),
  number: orInPayload(
    "Column with the number of the event among those of its key, or where it stands in the payload: a number that is missing is looked up there.",
    "sequence_number",
    "sequenceNumber",
  ),
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
})
  .refine(
    ({ payload, eventId, eventType, key, number }) =>
      payload !== undefined || [eventId, eventType, key, number].every((one) => typeof one !== "object"),
    {
      error: "must name the column of the payload, since something stands in it",
    },
  )
  .refine(({ pending, published }) => published.length === 0 || pending.length > 0, {
    path: ["pending"],
    error: "must say which rows wait, since published rows are kept: otherwise every row would count as waiting",
  })
  .describe("An outbox.");

const toPlace = (one: string | { inPayload: string }) => (typeof one === "object" ? { inPayload: [one.inPayload] } : one);
const orNull = (one: string | { inPayload: string } | undefined): OutboxMapping["eventId"] => (one === undefined ? null : toPlace(one));

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
  const { eventId, eventType, destination, key, number, payload, headers, attempts, error, ...named } = rest;
  const only = failed.length > 0 ? failed : null;
  return {
    ...named,
    ...placeOf(place),
    eventId: orNull(eventId),
    eventType: orNull(eventType),
    destination: destination ?? null,
    key: orNull(key),
    ...(number !== undefined && { number: toPlace(number) }),
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
