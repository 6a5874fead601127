import { newEvidence, newOrigin, recordedTry } from "../evidence.ts";
import type { Evidence, FailedMessage } from "../failure.ts";
import { jobErrors } from "../job-errors.ts";
import { countOf, headerText, namesFrom } from "../read-header.ts";
import { countedTries, retriedTries } from "../tries.ts";
import { timeOf } from "../../text/time.ts";

/** Their tries tell when each began; when the last one failed is a column. */
const tellsBeginnings: ReadonlySet<string> = new Set(["river"]);

/** Their rows count what came after the first try. */
const retriesOnly: ReadonlySet<string> = new Set(["pg-boss"]);

/** What a source of failed jobs writes of each (`server/sources/job-table/head.ts`). */
export function isJob(message: FailedMessage): boolean {
  return ["job-framework", "job-place", "job-id", "job-failure"].every((name) => headerText(message, name) !== null);
}

/** A job of a table: its fields are its headers, and its framework says how its errors are written. */
export function readJob(message: FailedMessage): Evidence | null {
  if (!isJob(message)) return null;
  const framework = headerText(message, "job-framework") ?? "";
  const [queue, handler] = [headerText(message, "job-queue"), headerText(message, "job-type")];
  const told = headerText(message, "job-errors");
  const tries = (told === null ? undefined : jobErrors[framework]?.(told)) ?? [];
  const last = tries.at(-1)?.error ?? null;
  const failedAt = timeOf(headerText(message, "job-failed"));
  const diedAt = tellsBeginnings.has(framework) ? failedAt : (tries.at(-1)?.at ?? failedAt);
  return newEvidence(framework, {
    headers: namesFrom(message, ["job-"]),
    errors: last ? [last] : [],
    attempts: tries.map(({ at, error }, index) => {
      const after = tries.length - 1 - index;
      return recordedTry(after, { at: at ?? (after === 0 ? diedAt : null), where: handler, error: error ?? undefined, source: "its row" });
    }),
    tries: (retriesOnly.has(framework) ? retriedTries : countedTries)(countOf(headerText(message, "job-attempts")), "its row counts"),
    origin: newOrigin({ queue, handler }),
    diedAt,
  });
}
