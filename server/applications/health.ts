import type { ApplicationHealth } from "./output.ts";
import type { Application } from "./port.ts";
import { readTables } from "./tables.ts";

/** Whether an application's database answers, and what of its tables keeps Redrive from knowing, or is granted without need. Asks it at most once a minute. */
export async function readHealth(application: Application): Promise<ApplicationHealth> {
  const { name, databaseUrl } = application.spec;
  const engine = databaseUrl === null ? null : application.spec.engine;
  if (engine === null) return { name, engine, answers: null, reason: null, warnings: [] };
  const tables = await readTables(application);
  if (tables.state === "unknown") return { name, engine, answers: false, reason: tables.reason, warnings: [] };
  const warnings = tables.tables.flatMap((table) => (table.state === "unknown" ? [table.reason] : table.warnings));
  return { name, engine, answers: true, reason: null, warnings: [...new Set([...tables.problems, ...tables.notes, ...warnings])] };
}

export function listHealth({
  applications,
}: {
  readonly applications: { readonly all: readonly Application[] };
}): Promise<readonly ApplicationHealth[]> {
  return Promise.all(applications.all.map(readHealth));
}
