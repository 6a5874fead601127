import { lastTry, newErrors, newEvidence, newOrigin } from "../evidence.ts";
import type { Evidence, FailedMessage } from "../failure.ts";
import { headerText, presentNames } from "../read-header.ts";
import { deathByRecord } from "../record-time.ts";
import { parseStack } from "../stack.ts";

const names = ["reason_poisoned", "topic_poisoned", "handler_poisoned", "subscriber_poisoned"];

/**
 * Watermill's PoisonQueue middleware (message/router/middleware/poison.go), which always writes all four. The reason is the error's text; of a panic it is
 * a goroutine dump, which is read as a trace. Its topic is a topic of Kafka; on other brokers an exchange or a queue, by the publisher's configuration.
 */
export function readWatermill(message: FailedMessage): Evidence | null {
  const reason = headerText(message, "reason_poisoned");
  const topic = headerText(message, "topic_poisoned");
  const headers = presentNames(message, names);
  if (headers.length < names.length) return null;
  const handler = headerText(message, "handler_poisoned");
  const dump = reason?.search(/^\s*goroutine \d+ \[/m) ?? -1;
  const errors = dump < 0 ? newErrors(null, reason) : newErrors(null, parseStack(reason ?? "", []).errors.at(-1)?.text ?? null, reason);
  const diedAt = deathByRecord(message);
  return newEvidence("Watermill", {
    headers,
    strips: headers,
    errors,
    attempts: lastTry({ where: handler, error: errors[0], source: "reason_poisoned" }),
    origin: newOrigin({ [message.log ? "queue" : "topic"]: topic || null, handler: handler || null }),
    diedAt,
    forwards: diedAt === null,
  });
}
