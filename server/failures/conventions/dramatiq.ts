import { newErrors, newEvidence, newOrigin, recordedTry } from "../evidence.ts";
import type { Evidence, FailedMessage, FailureError } from "../failure.ts";
import { countOf } from "../read-header.ts";
import { at, bodyJson, textAt } from "../read-json.ts";
import { parseStack } from "../stack.ts";
import { carriedRetries } from "../tries.ts";

/** Of `dramatiq.Message`, whose fields are all written. */
const always = ["queue_name", "args", "kwargs", "options", "message_id"];

/**
 * Dramatiq keeps retries and a trace in `options` of its JSON body; dead letters arrive in `<queue>.XQ`. The trace is of the attempt
 * before the last: the one that gave up is not recorded.
 */
export function readDramatiq(message: FailedMessage): Evidence | null {
  const body = bodyJson(message);
  const handler = textAt(body, "actor_name");
  if (handler === null || always.some((name) => at(body, name) === undefined)) return null;
  const trace = textAt(body, "options", "traceback");
  const retries = countOf(textAt(body, "options", "retries"));
  const errors = trace === null ? [] : errorsOf(trace);
  return newEvidence("Dramatiq", {
    errors,
    attempts: errors.map((error) => recordedTry(1, { where: handler, error, source: "options.traceback" })),
    tries: carriedRetries(message, retries, "options.retries"),
    origin: newOrigin({ queue: textAt(body, "queue_name")?.replace(/\.(?:DQ|XQ)$/, "") ?? null, handler }),
  });
}

/** The error that its trace ends with. */
function errorsOf(trace: string): readonly FailureError[] {
  const outermost = parseStack(trace, []).errors.at(-1);
  return newErrors(outermost?.type ?? null, outermost?.text ?? null, trace);
}
