import type { Catalogue, Table } from "./catalogue.ts";

/** The tables that have all of these columns. A list of names stands for one of them: frameworks spell them by the naming of an application. */
export function tablesWith(catalogue: Catalogue, names: readonly string[]): readonly Table[] {
  return catalogue.filter(({ columns }) => names.every((name) => columns.some((column) => column.name === name)));
}

/** A preset's mapping is offered with UTC: frameworks write times without a zone in it, unless said otherwise. */
export const utc = (column: string) => ({ column, zone: "UTC" });
