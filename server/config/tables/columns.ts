import { z } from "zod";
import type { Condition, TimeColumn } from "../../applications/mapping.ts";
import { names, plain, text } from "../../sources/source-kind.ts";

const most = 100;
export const column = (description: string, example: string) => text.max(128).meta({ description, examples: [example] });
export const optional = (description: string, example: string) =>
  text
    .max(128)
    .optional()
    .meta({ description, examples: [example] });
const zone = z.string().refine((name) => Intl.supportedValuesOf("timeZone").includes(name) || name === "UTC", {
  error: "must be a time zone such as UTC or Europe/Berlin",
});
export const time = (description: string, example: string) => timeOf(description, example).optional();
export const timeOf = (description: string, example: string) =>
  z
    .union([
      text.max(128),
      names({ column: column("Name of the column.", example), zone: zone.default("UTC").describe("Zone of a time that has none.") }),
    ])
    .meta({ description: `${description} A mapping gives the zone of a time that has none; left out, it is UTC.`, examples: [example] });

const asked = text.max(128).describe("Column that the condition is about.");
const condition: z.ZodType<Condition> = z.union([
  names({
    column: asked,
    is: z.enum(["null", "not_null", "true", "not_true"]).describe("It holds no value, or any; it is true, or not (false or no value)."),
  }),
  names({ column: asked, in: z.array(text).min(1).max(most).describe("It is one of these texts.") }),
  names({ column: asked, atLeast: plain(z.number()).describe("It is this number or more.") }),
  names({ column: asked, below: plain(z.number()).describe("It is less than this number.") }),
]);
export const conditions = (description: string) =>
  z
    .array(condition)
    .max(10)
    .default([])
    .meta({ description: `${description} All of them have to hold.`, examples: [[{ column: "status", in: ["done"] }]] });

export const table = z
  .string()
  .regex(/^[^.]+\..+$/, { error: "must be the schema and the name of a table, such as public.processed_events" })
  .meta({ description: "Table or view, with its schema; on MySQL and MariaDB with its database.", examples: ["public.processed_events"] });

/** What redrive.yaml says of a time; null: it says nothing. */
export function toTime(at: string | { column: string; zone: string }): TimeColumn;
export function toTime(at: string | { column: string; zone: string } | undefined): TimeColumn | null;
export function toTime(at: string | { column: string; zone: string } | undefined): TimeColumn | null {
  if (at === undefined) return null;
  return typeof at === "string" ? { column: at, zone: "UTC" } : at;
}

/** At its first dot: on MySQL a table may be named with another, as CAP's `cap.published`. */
export function placeOf(name: string): { readonly schema: string; readonly table: string } {
  const dot = name.indexOf(".");
  return { schema: name.slice(0, dot), table: name.slice(dot + 1) };
}
