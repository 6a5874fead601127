import { lastTry, newErrors, newEvidence, newOrigin } from "../evidence.ts";
import type { Evidence, FailedMessage } from "../failure.ts";
import { countOf, findHeader, headerText, presentNames } from "../read-header.ts";
import { retriedTries } from "../tries.ts";

const always = ["x-exception-message", "x-original-exchange", "x-original-routingKey"];

/**
 * Spring AMQP's RepublishMessageRecoverer (`recover` of that class), which always writes three of them. The text is of the listener's exception, not of the
 * root; the trace, off by default since 4.1.1, holds the whole chain. Of where it failed only the address is kept; the default exchange routes by the queue's
 * name. With a CC header the key that led there is one of several.
 */
export function readSpringAmqp(message: FailedMessage): Evidence | null {
  // The Kafka binder of Spring Cloud Stream has names in common with it.
  if (message.log || presentNames(message, always).length < always.length) return null;
  const headers = presentNames(message, ["x-exception-stacktrace", ...always, "retry-count"]);
  const errors = newErrors(null, headerText(message, "x-exception-message"), headerText(message, "x-exception-stacktrace"));
  const exchange = headerText(message, "x-original-exchange");
  const routingKey = findHeader(message, "CC") === null ? headerText(message, "x-original-routingKey") : null;
  const queue = exchange === "" ? routingKey || null : null;
  return newEvidence("Spring AMQP", {
    headers,
    strips: headers,
    errors,
    attempts: lastTry({ where: queue, error: errors[0], source: "x-exception headers" }),
    tries: retriedTries(countOf(headerText(message, "retry-count")), "retry-count"),
    origin: newOrigin({ queue, exchange, routingKey }),
    forwards: true,
  });
}
