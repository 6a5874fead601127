import { z } from "zod";
import type { SequenceMapping } from "../../applications/mapping.ts";
import { names, plain } from "../../sources/source-kind.ts";
import { column, optional, placeOf, table, time, toTime } from "./columns.ts";

export const sequencesTable = names({
  kind: z.literal("sequences").describe("A table with the last number that was processed of each key, or one with a row for each number."),
  table,
  key: column("Column with the key, as messages carry it.", "aggregate_id"),
  last: column("Column with the number. Of several rows of a key the highest counts.", "last_sequence"),
  field: optional("Where the number stands in a JSON document of that column, names joined by dots.", "positions.orders"),
  consumer: optional("Column that says who processed it, where several consumers share the table.", "consumer"),
  at: time("Column with the time of processing.", "updated_at"),
  holes: plain(z.boolean())
    .default(false)
    .describe("Numbers may leave holes, as those of a counter that many keys share do. A missing number then holds nothing back."),
}).describe("A table of last numbers: it tells which message of a key comes next.");

export function toSequences({ table: place, field, consumer, at, ...rest }: z.output<typeof sequencesTable>): SequenceMapping {
  return { ...rest, ...placeOf(place), field: field ?? null, consumer: consumer ?? null, at: toTime(at) };
}
