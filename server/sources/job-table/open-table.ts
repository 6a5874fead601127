import { type ReadyJobs, settleJobs } from "../../applications/jobs/job-table.ts";
import type { JobsMapping } from "../../applications/mapping.ts";
import { type Application, ApplicationError } from "../../applications/port.ts";
import { ofKind, readTables } from "../../applications/tables.ts";
import { BrokerError, type BrokerErrorCode } from "../port.ts";
import type { ApplicationErrorCode } from "../../applications/port.ts";

/** The table of jobs, as the catalogue of the last minute has it. Rejects with `BrokerError`. */
export async function openTable(application: Application): Promise<ReadyJobs> {
  const { spec } = application;
  const tables = await readTables(application);
  if (tables.state === "unknown")
    throw new BrokerError("unreachable", `The database of source "${spec.name}" cannot be read. ${tables.reason}`);
  const found = ofKind(tables.tables, "jobs").map(({ mapping }) => settleJobs(tables.catalogue, mapping as JobsMapping));
  const [first, second] = found;
  if (!first) throw new BrokerError("missing", `Source "${spec.name}": ${tables.problems[0] ?? "it has no table of jobs."}`);
  if (second) {
    const names = found.map(({ mapping: { schema, table } }) => `${schema}.${table}`).join(", ");
    throw new BrokerError("invalid", `Source "${spec.name}" finds several tables: ${names}. Name the schema of one in redrive.yaml.`);
  }
  if (first.state === "unknown") throw new BrokerError("denied", `Source "${spec.name}": ${first.reason}`);
  return first;
}

const codes: Readonly<Record<ApplicationErrorCode, BrokerErrorCode>> = {
  away: "unreachable",
  busy: "unreachable",
  denied: "denied",
  changed: "missing",
  conflict: "invalid",
};

/** Any error of a read, for an operator. */
export function toBrokerError(source: string, error: unknown): unknown {
  if (!(error instanceof ApplicationError)) return error;
  return new BrokerError(codes[error.code], `The database of source "${source}" does not answer. ${error.message}`, { cause: error });
}
