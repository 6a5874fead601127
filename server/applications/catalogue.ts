import type { TableRef } from "./mapping.ts";

/** A column as the catalogue has it. */
export interface Column {
  readonly name: string;
  /** The type's plain name in lower case, such as "uuid" or "timestamp with time zone". */
  readonly type: string;
}

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
