import { z } from "zod";
import { type EventTypeSpec, styles } from "../entities/event-type.ts";
import { templateProblem } from "../entities/fill-template.ts";
import { names, text, url } from "../sources/source-kind.ts";
import { sentHeaders } from "./sent-headers.ts";

const path = (description: string, example: string) =>
  text
    .max(200)
    .optional()
    .meta({ description, examples: [example] });

const eventType = names({
  kind: z
    .enum(styles)
    .describe(
      "`notification`: says that something happened; `state`: carries the entity as it was then; `command`: asks a consumer to do something.",
    ),
  fetch: url(["https", "http"])
    .superRefine((value, refuse) => {
      const message = templateProblem(value);
      if (message !== null) refuse.addIssue({ code: "custom", message });
    })
    .optional()
    .meta({
      description:
        "Address of the entity as it is now, which the page of a message shows on request. {key}, {eventId}, {eventType} and {payload.path} stand for what the message carries, in the path or the query. It is asked by GET; no redirect is followed.",
      examples: ["https://orders.internal/orders/{key}"],
    }),
  headers: sentHeaders("ORDERS_TOKEN"),
  changedAt: path("Path in the answer of the time of its last change. Left out: the header Last-Modified.", "meta.updatedAt"),
  version: path("Path in the answer of a number that grows with each change, as the sequence number of the event does.", "version"),
}).refine(
  (one) => one.fetch !== undefined || (one.changedAt === undefined && one.version === undefined && Object.keys(one.headers).length === 0),
  {
    error: "must have fetch where it has headers, changedAt or version",
  },
);

export const eventTypesSchema = z
  .record(text.max(500), eventType)
  .default({})
  .describe("Types of events, by name: what they are, and where the entity that they are about is looked up.");

export function toEventTypes(file: z.output<typeof eventTypesSchema>): readonly EventTypeSpec[] {
  return Object.entries(file).map(([name, { kind, fetch, headers, changedAt, version }]) => ({
    name,
    kind,
    fetch: fetch === undefined ? null : { template: fetch, sends: headers, changedAt: changedAt ?? null, version: version ?? null },
  }));
}
