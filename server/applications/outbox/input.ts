import { z } from "zod";
import { reason, storable } from "../../text/input.ts";

const name = storable(z.string().min(1).max(200));
const id = storable(z.string().min(1).max(1_000));
const place = { application: name, schema: name, table: name };

export const rowsInput = z.object({
  ...place,
  state: z.enum(["unpublished", "failed"]),
  /** `next` of the page before. */
  cursor: storable(z.string().max(2_000)).nullish(),
});
export type RowsInput = Readonly<z.infer<typeof rowsInput>>;

export const rowInput = z.object({ ...place, id });
export type RowInput = Readonly<z.infer<typeof rowInput>>;

/** Rows by their ids, or all that have failed, with the number that was shown. */
export const publishInput = z.object({
  ...place,
  rows: z.union([z.array(id).min(1).max(100), z.object({ all: z.literal(true), count: z.number().int().positive().max(10_000) })]),
  reason,
});
export type PublishInput = Readonly<z.infer<typeof publishInput>>;
