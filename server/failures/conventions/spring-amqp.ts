import { lastAttempt, newError, newEvidence } from "../evidence.ts";
import type { Evidence, FailedMessage } from "../failure.ts";
import { findText, presentNames } from "../read-header.ts";

const names = ["x-exception-stacktrace", "x-exception-message", "x-original-exchange", "x-original-routingKey"];

/**
 * Spring AMQP's RepublishMessageRecoverer and the Spring Cloud Stream binder, which writes the same four headers into
 * `<destination>.<group>.dlq`. The message is the listener's; the trace, off by default since 4.1.1, holds the whole chain.
 */
export function readSpringAmqp(message: FailedMessage): Evidence | null {
  const headers = presentNames(message.head, names);
  const text = findText(message.head, "x-exception-message");
  const stack = findText(message.head, "x-exception-stacktrace");
  const exchange = findText(message.head, "x-original-exchange");
  if (text === null && stack === null && exchange === null) return null;
  const stream = /^(.+\..+)\.dlq$/.exec(message.queue)?.[1] ?? null;
  const error = newError(null, text, stack);
  return newEvidence(stream ? "Spring Cloud Stream" : "Spring AMQP", {
    headers,
    strips: headers,
    errors: error ? [error] : [],
    attempts: error ? lastAttempt({ at: null, where: stream, error, source: "x-exception headers" }) : [],
    origin: { queue: stream, exchange, routingKey: findText(message.head, "x-original-routingKey"), handler: null },
  });
}
