import type { Catalogue, Table } from "./catalogue.ts";
import type { OutboxMapping, TableRef } from "./mapping.ts";

/** The tables that have all of these columns. */
export function tablesWith(catalogue: Catalogue, names: readonly string[]): readonly Table[] {
  return catalogue.filter(({ columns }) => names.every((name) => columns.some((column) => column.name === name)));
}

/** Whether a table has a column. */
export function hasColumn({ columns }: Pick<Table, "columns">, name: string): boolean {
  return columns.some((column) => column.name === name);
}

/** A preset's mapping is offered with UTC: frameworks write times without a zone in it, unless said otherwise. */
export const utc = (column: string) => ({ column, zone: "UTC" });

type Told = Pick<OutboxMapping, "id" | "pending" | "published" | "untold"> & Partial<OutboxMapping>;

/** An outbox of which only what is named is told. */
export function outboxAt({ schema, table }: TableRef, told: Told): OutboxMapping {
  const nothing = {
    eventId: null,
    eventType: null,
    destination: null,
    key: null,
    payload: null,
    headers: null,
    created: null,
    publishedAt: null,
    attempts: null,
    error: null,
    failed: null,
    publishNow: null,
  };
  return { kind: "outbox", schema, table, ...nothing, ...told };
}
