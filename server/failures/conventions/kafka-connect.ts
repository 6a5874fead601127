import { lastTry, newErrors, newEvidence, newOrigin } from "../evidence.ts";
import type { Evidence, FailedMessage } from "../failure.ts";
import { lastText, namesFrom } from "../read-header.ts";
import { deathByRecord } from "../record-time.ts";

const prefix = "__connect.errors.";

/**
 * A sink connector's dead letter, of Kafka Connect's DeadLetterQueueReporter; everything is text and appended, so the last counts. Only
 * with `errors.deadletterqueue.context.headers.enable`. Sent again, every sink that reads the topic gets it.
 */
export function readKafkaConnect(message: FailedMessage): Evidence | null {
  const of = (name: string) => lastText(message, `${prefix}${name}`);
  const topic = of("topic");
  if (topic === null) return null;
  const headers = namesFrom(message, [prefix]);
  const connector = of("connector.name");
  const errors = newErrors(of("exception.class.name"), of("exception.message"), of("exception.stacktrace"));
  const where = [connector, of("stage")].filter(Boolean).join(", ") || null;
  return newEvidence("Kafka Connect", {
    headers,
    strips: headers,
    errors,
    attempts: lastTry({ where, error: errors[0], source: `${prefix}* headers` }),
    origin: newOrigin({ queue: topic, handler: connector }),
    diedAt: deathByRecord(message),
  });
}
