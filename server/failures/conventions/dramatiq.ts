import { countedAttempts, exactAttempt, newErrors, newEvidence, newOrigin } from "../evidence.ts";
import type { Evidence, FailedMessage } from "../failure.ts";
import { countOf } from "../read-header.ts";
import { at, bodyJson, textAt } from "../read-json.ts";

/**
 * Dramatiq keeps retries and a trace in `options` of its JSON body; dead letters arrive in `<queue>.XQ`. The trace is of the attempt
 * before the last: the one that gave up is not recorded.
 */
export function readDramatiq(message: FailedMessage): Evidence | null {
  const body = bodyJson(message);
  const handler = textAt(body, "actor_name");
  if (handler === null || at(body, "args") === undefined || at(body, "options") === undefined) return null;
  const trace = textAt(body, "options", "traceback");
  const retries = countOf(textAt(body, "options", "retries"));
  const errors = newErrors(null, trace?.trimEnd().split("\n").at(-1) ?? null, trace);
  const counted = retries === null ? "options.retries" : `options.retries ${retries}`;
  const known = retries !== null && retries > 0 && errors.length > 0 ? retries : null;
  return newEvidence("Dramatiq", {
    errors,
    attempts:
      known === null
        ? countedAttempts(1, (retries ?? -1) + 1, handler, counted)
        : [
            ...countedAttempts(1, known - 1, handler, counted),
            exactAttempt(known, { where: handler, error: errors[0], source: "options.traceback" }),
            ...countedAttempts(known + 1, known + 1, handler, counted),
          ],
    attemptCount: retries === null ? null : retries + 1,
    origin: newOrigin({ queue: textAt(body, "queue_name")?.replace(/\.(?:DQ|XQ)$/, "") ?? null, handler }),
  });
}
