import { type Catalogue, findColumn, findTable, type Table } from "./catalogue.ts";
import { columnsIn } from "./condition.ts";
import type { Conditions, InPayload, JobColumn, Lookup, Mapping, Retry, TimeColumn } from "./mapping.ts";

/** A table that can be asked, with what its answers are worth; or why it cannot. */
export type Settled<Of extends Mapping = Mapping> =
  | { readonly state: "ready"; readonly mapping: Of; readonly table: Table; readonly warnings: readonly string[] }
  | { readonly state: "unknown"; readonly mapping: Of; readonly reason: string };

/** Pure. A table that hides rows, or is not as it was told, reads as empty or wrong: nothing is known of it then. */
export function settleTable<Of extends Mapping>(catalogue: Catalogue, mapping: Of): Settled<Of> {
  const name = `${mapping.schema}.${mapping.table}`;
  const unknown = (reason: string): Settled<Of> => ({ state: "unknown", mapping, reason });
  const table = findTable(catalogue, mapping);
  if (!table) return unknown(`There is no table ${name}, or this role may not see it.`);
  if (!table.mayRead) return unknown(`This role may not read ${name}.`);
  if (table.hidesRows) return unknown(`Row security of ${name} hides rows from this role: it would read as empty.`);
  const missing = columnsOf(mapping).filter((column) => !findColumn(table, column));
  if (missing.length > 0) return unknown(`${name} has no column ${missing.join(", ")}.`);
  return { state: "ready", mapping, table, warnings: warningsOf(table, name) };
}

function warningsOf(table: Table, name: string): readonly string[] {
  const warnings = [];
  if (table.isUnlogged) warnings.push(`${name} is unlogged: it is empty after a crash of its server.`);
  if (table.is === "materialized") warnings.push(`${name} is a materialized view: it is as old as its last refresh.`);
  if (table.mayWrite) warnings.push(`This role may write ${name}, although it need not.`);
  return warnings;
}

/** Every column that a mapping names, once; those of other tables are left out. */
export function columnsOf(mapping: Mapping): readonly string[] {
  const { schema: _schema, table: _table, kind: _kind, ...rest } = mapping;
  return [...new Set(Object.entries(rest).flatMap(([key, value]) => (words.includes(key) ? [] : named(value))))];
}

/** What these say is no column. */
const words: readonly string[] = [
  "keeps",
  "untold",
  "unmarked",
  "perhapsUnmarked",
  "slot",
  "queues",
  "changes",
  "field",
  "holes",
  "eventTypes",
  "stuck",
];

type Value =
  | string
  | number
  | boolean
  | TimeColumn
  | Lookup
  | readonly string[]
  | { readonly column: JobColumn }
  | Conditions
  | Retry
  | { readonly statement: string }
  | InPayload
  | null;

function named(value: Value): readonly string[] {
  if (value === null || typeof value === "number" || typeof value === "boolean" || value === "removed") return [];
  if (typeof value === "string") return [value];
  if (isNames(value)) return value;
  if (isConditions(value)) return columnsIn(value);
  // The payload is a column of the mapping.
  if ("inPayload" in value) return [];
  if ("via" in value) return [value.via];
  if ("column" in value) return named(value.column);
  return "statement" in value ? [] : [...Object.keys(value.set), ...columnsIn(value.only)];
}

const isNames = (value: object): value is readonly string[] => Array.isArray(value) && typeof value[0] === "string";
const isConditions = (value: object): value is Conditions => Array.isArray(value);
