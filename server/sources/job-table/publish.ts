import type { ReadyJobs } from "../../applications/jobs/job-table.ts";
import type { FailedRef } from "../../applications/jobs/find-failed.ts";
import { readStates } from "../../applications/jobs/read-states.ts";
import { retryJob } from "../../applications/jobs/retry-job.ts";
import type { JobsMapping } from "../../applications/mapping.ts";
import { type Application, ApplicationError } from "../../applications/port.ts";
import type { Hints } from "../attempt.ts";
import { BrokerError, type Outcome, type Outgoing, type Target } from "../port.ts";
import { failureIn, jobCodec } from "./head.ts";
import { openTable } from "./open-table.ts";

/** Runs the job of a message again by its framework's own retry, which takes its row only while this failure stands. */
export async function retryMessage(application: Application, target: Target, message: Outgoing, hints?: Hints): Promise<Outcome> {
  const problem = jobCodec.problemOf(message);
  if (problem) return { state: "refused", reason: problem.text };
  const job = failureIn(message.head);
  if (!job) return { state: "refused", reason: "It is no job of a table, so there is nothing to retry." };
  if (target.to !== "queue" || target.queue !== job.queue)
    return { state: "returned", reason: `A job is retried in its own queue, "${job.queue}": nothing is at "${placeOf(target)}".` };
  try {
    const jobs = await openTable(application);
    if (job.table !== `${jobs.mapping.schema}.${jobs.mapping.table}`)
      return { state: "returned", reason: `The job is of table ${job.table}, which this source does not read any more.` };
    if (jobs.mapping.retry === null) return { state: "refused", reason: noRetry };
    if (hints?.inTime?.() === false) return { state: "not_sent", reason: "Its turn was over before it was sent." };
    if (await retryJob(application.database, jobs, job)) return { state: "confirmed", ref: job.id };
    return { state: "returned", reason: await whyNot(application, jobs, job) };
  } catch (error) {
    return outcomeOf(error);
  }
}

function outcomeOf(error: unknown): Outcome {
  if (error instanceof BrokerError) return { state: "not_sent", reason: error.message };
  if (!(error instanceof ApplicationError)) return { state: "unknown", reason: error instanceof Error ? error.message : "It broke." };
  if (error.code === "conflict") return { state: "returned", reason: `Its table does not take the retry. ${error.message}` };
  if (error.mayBeDone) return { state: "unknown", reason: `${error.message} The retry may have been carried out.` };
  return { state: "not_sent", reason: error.message };
}

/** The retry took no row: the failure stands no more, or the job is one that the framework's retry leaves. */
async function whyNot(
  { database }: Application,
  jobs: ReadyJobs,
  { id, failure, queue }: FailedRef & { readonly queue: string },
): Promise<string> {
  const found = await readStates(database, jobs, queue, [id]).catch(() => null);
  if (found === null) return "It is not failed any more as it was when it was captured.";
  const [now] = found;
  if (now?.failed && now.failure === failure) return `It was not retried: its failure stands. ${leavesOf(jobs.mapping)}`;
  return now?.failed ? failedAgain : now ? notFailed : gone;
}

export const noRetry = "Its framework documents no retry by SQL: run it again by the framework's own means.";
const leavesOf = ({ retry }: JobsMapping) =>
  (retry !== null && "statement" in retry ? retry.leaves : null) ?? "The retry of its framework did not take its row.";
const failedAgain = "It has failed again since: retry the newer message.";
const notFailed = "It is not failed any more: somebody retried it.";
const gone = "Its row is gone: it was done, or somebody removed it.";
const placeOf = (target: Target) => (target.to === "queue" ? target.queue : target.exchange);
