import { z } from "zod";
import type { LatestMapping } from "../../applications/mapping.ts";
import { names, text } from "../../sources/source-kind.ts";
import { column, optional, placeOf, table, timeOf, toTime } from "./columns.ts";

export const latestTable = names({
  kind: z.literal("latest").describe("A table with the newest event that was processed of each key, or one with a row for each event."),
  table,
  key: column("Column with the key, as messages carry it.", "aggregate_id"),
  eventAt: timeOf(
    "Column with the time at which that event was produced, as the event says it; not the time of processing.",
    "last_event_at",
  ),
  eventTypes: z
    .array(text.max(512))
    .min(1)
    .max(100)
    .optional()
    .meta({
      description:
        "Types of the events whose state it has. Left out: of all. Where states of one key change apart, each needs a table or view of its own, by type: otherwise a newer event of one type makes those of others stale.",
      examples: [["AddressChanged"]],
    }),
  consumer: optional("Column that says who processed it, where several consumers share the table.", "consumer"),
}).describe(
  "A table of newest events: by it a message without a number whose type is `state` (`eventTypes`) is stale where a later event of its key was processed.",
);

export function toLatest({ table: place, consumer, eventAt, eventTypes, ...rest }: z.output<typeof latestTable>): LatestMapping {
  return { ...rest, eventTypes: eventTypes ?? null, ...placeOf(place), eventAt: toTime(eventAt), consumer: consumer ?? null };
}

/** Which table tells of an event of some type, or of the last number of a key, must be certain. */
export function refuseUnclear(tables: readonly object[], refuse: z.RefinementCtx): void {
  if (tables.filter((one) => "kind" in one && one.kind === "sequences").length > 1)
    refuse.addIssue({
      code: "custom",
      message: "has several tables of kind sequences: give each program that counts an application of its own",
    });
  const latest = tables.filter((one): one is z.output<typeof latestTable> => "kind" in one && one.kind === "latest");
  if (latest.length < 2) return;
  const types = latest.flatMap(({ eventTypes }) => eventTypes ?? []);
  const twice = types.find((type, nth) => types.indexOf(type) < nth);
  if (latest.some(({ eventTypes }) => eventTypes === undefined))
    refuse.addIssue({ code: "custom", message: "has several tables of kind latest, so each must name its eventTypes" });
  else if (twice !== undefined)
    refuse.addIssue({ code: "custom", message: `has several tables of kind latest for events of type ${twice}` });
}
