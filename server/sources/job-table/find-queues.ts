import { listWords } from "../../text/list.ts";
import { listQueues } from "../../applications/jobs/list-queues.ts";
import type { ReadyJobs } from "../../applications/jobs/job-table.ts";
import type { Application } from "../../applications/port.ts";
import type { FoundQueue, TopologyWarning } from "../port.ts";
import { noRetry } from "./publish.ts";

/** Each queue of the framework as one place of dead letters. How many wait is asked of those that are watched. */
export async function findQueues({ database }: Application, jobs: ReadyJobs, label: string): Promise<readonly FoundQueue[]> {
  const warnings = warningsOf(jobs);
  return (await listQueues(database, jobs)).map((name) => ({
    name,
    type: label,
    role: "dead_letter",
    origins: [name],
    warnings,
    depth: { ready: null, oldestAt: null, expiresAt: null },
  }));
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
