import { z } from "zod";
import type { LatestMapping } from "../../applications/mapping.ts";
import { names } from "../../sources/source-kind.ts";
import { column, optional, placeOf, table, timeOf, toTime } from "./columns.ts";

export const latestTable = names({
  kind: z.literal("latest").describe("A table with the newest event that was processed of each key, or one with a row for each event."),
  table,
  key: column("Column with the key, as messages carry it.", "aggregate_id"),
  eventAt: timeOf(
    "Column with the time at which that event was produced, as the event says it; not the time of processing.",
    "last_event_at",
  ),
  consumer: optional("Column that says who processed it, where several consumers share the table.", "consumer"),
}).describe(
  "A table of newest events: by it a message without a number whose type is `state` (`eventTypes`) is stale where a later event of its key was processed.",
);

export function toLatest({ table: place, consumer, eventAt, ...rest }: z.output<typeof latestTable>): LatestMapping {
  return { ...rest, ...placeOf(place), eventAt: toTime(eventAt), consumer: consumer ?? null };
}
