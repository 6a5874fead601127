import { lastedText } from "../../text/lasted.ts";
import { listWords } from "../../text/list.ts";
import { numberText } from "../../text/numbers.ts";
import { listQueues } from "../../applications/jobs/list-queues.ts";
import type { ReadyJobs } from "../../applications/jobs/job-table.ts";
import { readStuck, type Stuck } from "../../applications/jobs/read-stuck.ts";
import { type Application, ApplicationError } from "../../applications/port.ts";
import type { FoundQueue, TopologyWarning } from "../port.ts";
import { noRetry } from "./publish.ts";

/**
 * Each queue of the framework as one place of dead letters. Only a framework's own list proves that a `known` one is gone: elsewhere its jobs may be old, or done and
 * removed. How many wait is asked of those that are watched.
 */
export async function findQueues(
  { database }: Application,
  jobs: ReadyJobs,
  { label, known }: { readonly label: string; readonly known: readonly string[] },
): Promise<readonly FoundQueue[]> {
  const warnings = warningsOf(jobs);
  const stuck = await readStuck(database, jobs).catch(unlessRefused);
  const listed = await listQueues(database, jobs);
  const names = jobs.mapping.queues ? listed : new Set([...listed, ...(stuck?.keys() ?? []), ...known]);
  return [...names].map((name) => ({
    name,
    type: label,
    role: "dead_letter",
    origins: [name],
    warnings: [...stuckOf(jobs, stuck?.get(name)), ...warnings],
    depth: { ready: null, oldestAt: null, expiresAt: null },
  }));
}

/** Queues are found where this is not: a table may be too busy for it. */
function unlessRefused(error: unknown): null {
  if (error instanceof ApplicationError && error.code !== "changed") return null;
  throw error;
}

/** Dead workers leave just that: jobs in hand that nobody works on. */
function stuckOf({ mapping }: ReadyJobs, stuck: Stuck | undefined): readonly TopologyWarning[] {
  if (!stuck || !mapping.stuck) return [];
  const many = `${numberText(stuck.n)}${stuck.atLeast ? "+" : ""} ${stuck.n === 1 ? "job is" : "jobs are"}`;
  const first =
    stuck.since === null
      ? ""
      : `, ${stuck.n === 1 ? "" : "the first "}since ${new Date(stuck.since).toISOString().slice(0, 16).replace("T", " ")} UTC`;
  const text = `${many} in hand for over ${lastedText(mapping.stuck.afterSeconds * 1_000)}${first}: a worker may have died.`;
  return [{ code: "stuck", severity: "warn", text, mend: null }];
}

function warningsOf({ mapping, lacks, warnings }: ReadyJobs): readonly TopologyWarning[] {
  const warn = (text: string): TopologyWarning => ({ code: "table", severity: "warn", text, mend: null });
  const told = mapping.untold.map((text): TopologyWarning => ({ code: "untold", severity: "info", text, mend: null }));
  // A retry has to write.
  const rest = warnings.filter((text) => mapping.retry === null || !text.includes("although it need not")).map(warn);
  if (mapping.retry === null) return [...rest, warn(noRetry), ...told];
  if (lacks.length === 0) return [...rest, ...told];
  const text = `This role lacks ${listWords(lacks)}: its jobs are captured, and a replay is refused.`;
  return [...rest, { ...warn(text), mend: lacks.map((grant) => `grant ${grant} to <role>;`).join("\n") }, ...told];
}
