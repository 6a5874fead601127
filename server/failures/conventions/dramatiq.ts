import { lastAttempt, newError, newEvidence } from "../evidence.ts";
import type { Evidence, FailedMessage } from "../failure.ts";
import { countOf } from "../read-header.ts";
import { isObject, jsonObject, textAt } from "../read-json.ts";

/** Dramatiq keeps retries and the trace of the last retry in `options` of its JSON body; dead letters arrive in `<queue>.XQ`. */
export function readDramatiq(message: FailedMessage): Evidence | null {
  const body = jsonObject(message.body);
  const options = body?.["options"];
  if (!body || !isObject(options) || textAt(body, "actor_name") === null) return null;
  const trace = textAt(options, "traceback");
  const retries = countOf(textAt(options, "retries"));
  const total = retries === null ? null : retries + 1;
  const last = trace?.trimEnd().split("\n").at(-1) ?? null;
  const error = trace ? newError(null, last, trace) : null;
  const handler = textAt(body, "actor_name");
  return newEvidence("Dramatiq", {
    errors: error ? [error] : [],
    attempts: lastAttempt({ at: null, where: handler, error, source: "options of the body" }, total),
    attemptCount: total,
    origin: { queue: textAt(body, "queue_name")?.replace(/\.XQ$/, "") ?? null, exchange: null, routingKey: null, handler },
  });
}
