import type { TableRef } from "./mapping.ts";

/** A column as the catalogue has it. */
export interface Column {
  readonly name: string;
  /** The type's plain name in lower case, such as "uuid" or "timestamp with time zone". */
  readonly type: string;
}

export const writeGrants = ["insert", "update", "delete"] as const;
export type WriteGrant = (typeof writeGrants)[number];

export interface Table extends TableRef {
  readonly is: "table" | "partitioned" | "view" | "materialized" | "foreign";
  readonly columns: readonly Column[];
  /** First columns of its indexes: by these a few rows are found at once. */
  readonly indexed: readonly string[];
  /** The role that made it or was given it. Left out: the server has no owners of tables. */
  readonly owner?: string;
  /** This role may read it. */
  readonly mayRead: boolean;
  readonly mayWrite: boolean;
  /** What this role may write, an update also of some columns only. Left out: the catalogue does not tell. */
  readonly grants?: readonly WriteGrant[];
  /** Row security hides rows from this role, without an error. */
  readonly hidesRows: boolean;
  /** It is empty after a crash of its server. */
  readonly isUnlogged: boolean;
}

/** Tables and views that are not the database's own, `mostTables` of them at most. */
export type Catalogue = readonly Table[];

export const mostTables = 5_000;

/** What redrive.yaml names: one table, or all of a schema. These are looked at before others. */
export interface Named {
  readonly schema: string;
  readonly table: string | null;
}

export function findTable(catalogue: Catalogue, { schema, table }: TableRef): Table | null {
  return catalogue.find((one) => one.schema === schema && one.table === table) ?? null;
}

export function findColumn(table: Table, name: string): Column | null {
  return table.columns.find((column) => column.name === name) ?? null;
}

/** Pure. What this role would have to be granted for such a write, as SQL says it; null: it may, or the catalogue does not tell. */
export function lackedGrant({ schema, table, grants }: Pick<Table, "schema" | "table" | "grants">, grant: WriteGrant): string | null {
  return grants === undefined || grants.includes(grant) ? null : `${grant} on ${schema}.${table}`;
}
