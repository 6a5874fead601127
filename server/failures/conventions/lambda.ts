import { lastAttempt, newError, newEvidence } from "../evidence.ts";
import type { Evidence, FailedMessage } from "../failure.ts";
import { countOf, findText, presentNames, timeOf } from "../read-header.ts";
import { isObject, jsonObject, textAt } from "../read-json.ts";

/** Lambda's asynchronous dead-letter queue (three attributes, body = event) and its on-failure destination (a JSON record). */
export function readLambda(message: FailedMessage): Evidence | null {
  return readQueue(message) ?? readDestination(message);
}

function readQueue(message: FailedMessage): Evidence | null {
  const id = findText(message.head, "RequestID");
  const text = findText(message.head, "ErrorMessage");
  if (id === null || text === null) return null;
  const headers = presentNames(message.head, ["RequestID", "ErrorCode", "ErrorMessage"]);
  const code = findText(message.head, "ErrorCode");
  const error = newError(code ? `HTTP ${code}` : null, text);
  return newEvidence("Lambda dead-letter queue", {
    headers,
    strips: headers,
    errors: error ? [error] : [],
    attempts: lastAttempt({ at: null, where: null, error, source: "ErrorCode and ErrorMessage" }),
  });
}

function readDestination(message: FailedMessage): Evidence | null {
  const body = jsonObject(message.body);
  const request = body?.["requestContext"];
  const response = body?.["responsePayload"];
  if (!body || !isObject(request) || textAt(request, "functionArn") === null) return null;
  const error = isObject(response)
    ? newError(textAt(response, "errorType"), textAt(response, "errorMessage"))
    : newError(textAt(request, "condition"), null);
  const total = countOf(textAt(request, "approximateInvokeCount"));
  const at = timeOf(textAt(body, "timestamp"));
  const handler = textAt(request, "functionArn");
  return newEvidence("Lambda on-failure destination", {
    errors: error ? [error] : [],
    attempts: lastAttempt({ at, where: handler, error, source: "on-failure record" }, total),
    attemptCount: total,
    origin: { queue: null, exchange: null, routingKey: null, handler },
    diedAt: at,
    unwrapped:
      body["requestPayload"] === undefined
        ? null
        : { body: Buffer.from(JSON.stringify(body["requestPayload"])), why: "The on-failure record wraps the event; the event is sent." },
  });
}
