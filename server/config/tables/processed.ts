import { z } from "zod";
import type { ProcessedMapping } from "../../applications/mapping.ts";
import { names, plain } from "../../sources/source-kind.ts";
import { column, conditions, optional, placeOf, table, time, toTime } from "./columns.ts";

/** How long rows of processed events are kept. */
export const keeps = z.union([
  z.enum(["all", "oldest"]),
  names({ days: plain(z.number().positive().max(36_500)).describe("Days for which rows are kept.") }),
]);

/** In seconds, where it is no word. */
export const toKeeps = (kept: z.output<typeof keeps>): ProcessedMapping["keeps"] => (typeof kept === "string" ? kept : kept.days * 86_400);

export const processedTable = names({
  kind: z.literal("processed").describe("A table that says which events were processed."),
  table,
  eventId: column("Column with the id of the event.", "event_id"),
  consumer: optional("Column that says who processed it, where several consumers share the table.", "consumer"),
  at: time("Column with the time of processing.", "processed_at"),
  done: conditions("When a row means that the work is done. Left out: a row is enough."),
  keeps: keeps.default("oldest").meta({
    description:
      "How long rows are kept: `all` for ever; `oldest`: as far back as the oldest row; or a number of days. Whether older events were processed is unknown.",
    examples: ["all", { days: 30 }],
  }),
}).describe("A table of processed events, or an inbox.");

export function toProcessed({ table: place, consumer, at, keeps: kept, ...rest }: z.output<typeof processedTable>): ProcessedMapping {
  return { ...rest, ...placeOf(place), consumer: consumer ?? null, at: toTime(at), keeps: toKeeps(kept) };
}
