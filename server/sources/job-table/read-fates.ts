import type { JobsMapping } from "../../applications/mapping.ts";
import type { ReadyJobs } from "../../applications/jobs/job-table.ts";
import type { Job } from "../../applications/jobs/read-jobs.ts";
import { readStates } from "../../applications/jobs/read-states.ts";
import type { Application } from "../../applications/port.ts";
import type { Fate } from "../attempt.ts";
import { failureIn } from "./head.ts";

/** What has become of each job, by one statement a queue. Rejects with `ApplicationError`. */
export async function readFates(
  { database }: Application,
  jobs: ReadyJobs,
  heads: readonly Uint8Array[],
): Promise<readonly (Fate | null)[]> {
  const { mapping } = jobs;
  const failures = heads.map(failureIn).map((one) => (one?.table === `${mapping.schema}.${mapping.table}` ? one : null));
  const now = new Map<string, Pick<Job, "failed" | "done" | "failure">>();
  for (const [queue, same] of Map.groupBy(
    failures.filter((one) => one !== null),
    (one) => one.queue,
  )) {
    const ids = [...new Set(same.map(({ id }) => id))];
    for (const job of await readStates(database, jobs, queue, ids)) now.set(`${queue} ${job.id}`, job);
  }
  return failures.map((one) => one && fateOf(mapping, one.failure, now.get(`${one.queue} ${one.id}`)));
}

/** Pure. A job that was run again and failed anew is another letter: this one was taken up. */
export function fateOf(
  { done }: Pick<JobsMapping, "done">,
  failure: string,
  job: Pick<Job, "failed" | "done" | "failure"> | undefined,
): Fate {
  if (!job) return done === "removed" ? "done_or_removed" : "gone";
  if (job.failed && job.failure === failure) return "standing";
  return job.done ? "done" : "taken_up";
}
