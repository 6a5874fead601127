import { type Catalogue, findColumn, findTable, lackedGrant, type Table } from "../catalogue.ts";
import type { JobColumn, JobsMapping, Lookup } from "../mapping.ts";
import { type Settled, settleTable } from "../settle-table.ts";
import { retryNeeds } from "./retry-statements.ts";

export type ReadyJobs = Extract<Settled<JobsMapping>, { readonly state: "ready" }> & {
  /** What the role lacks for a retry, as grants say it. */
  readonly lacks: readonly string[];
};

/** Pure. A table of jobs is ready only where the other tables that it is read with are: one that hides its rows would leave queues and types out. */
export function settleJobs(
  catalogue: Catalogue,
  mapping: JobsMapping,
): ReadyJobs | Extract<Settled<JobsMapping>, { readonly state: "unknown" }> {
  const settled = settleTable(catalogue, mapping);
  if (settled.state === "unknown") return settled;
  for (const { table, columns } of others(mapping)) {
    const found = findTable(catalogue, { schema: mapping.schema, table });
    const why = found ? whyNot(found, columns) : `There is no table ${mapping.schema}.${table}, or this role may not see it.`;
    if (why !== null) return { state: "unknown", mapping, reason: why };
  }
  return { ...settled, lacks: lacksOf(catalogue, mapping) };
}

function lacksOf(catalogue: Catalogue, { schema, table, retry }: JobsMapping): readonly string[] {
  if (retry === null) return [];
  const needs = "statement" in retry ? (retryNeeds[retry.statement] ?? []) : [{ table, grant: "update" } as const];
  // A table that is not there could not be granted.
  return needs.flatMap(
    (need) =>
      lackedGrant(findTable(catalogue, { schema, table: need.table }) ?? { schema, table: need.table, grants: [] }, need.grant) ?? [],
  );
}

function whyNot(found: Table, columns: readonly string[]): string | null {
  const name = `${found.schema}.${found.table}`;
  if (!found.mayRead) return `This role may not read ${name}.`;
  if (found.hidesRows) return `Row security of ${name} hides rows from this role: it would read as empty.`;
  const missing = columns.filter((column) => !findColumn(found, column));
  return missing.length > 0 ? `${name} has no column ${missing.join(", ")}.` : null;
}

function others(mapping: JobsMapping): readonly { readonly table: string; readonly columns: readonly string[] }[] {
  const looked = [mapping.queue, mapping.type, mapping.payload, mapping.attempts, mapping.mostAttempts, mapping.errors?.column ?? null];
  return [
    ...looked.filter(isLookup).map(({ table, key, column, all }) => ({ table, columns: [key, column, ...(all ? [all.by] : [])] })),
    ...(mapping.queues ? [{ table: mapping.queues.table, columns: [mapping.queues.column] }] : []),
  ];
}

export const isLookup = (column: JobColumn | null): column is Lookup => typeof column === "object" && column !== null && "via" in column;

/** Whether rows are found by their id alone; otherwise by queue and id. */
export const hasIdFirst = ({ mapping, table }: ReadyJobs): boolean => table.indexed.includes(mapping.id);

/** The type of its id, to which text is cast. */
export const idType = ({ mapping, table }: ReadyJobs): string => findColumn(table, mapping.id)?.type ?? "text";
