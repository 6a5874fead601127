import { lastTry, newErrors, newEvidence, newOrigin } from "../evidence.ts";
import type { Evidence, FailedMessage } from "../failure.ts";
import { lastText, presentNames } from "../read-header.ts";
import { deathByRecord } from "../record-time.ts";

const always = ["x-original-topic", "x-exception-fqcn", "x-exception-message"];
const names = [
  ...always,
  "x-original-partition",
  "x-original-offset",
  "x-original-timestamp",
  "x-original-timestamp-type",
  "x-exception-stacktrace",
];

/**
 * Spring Cloud Stream's Kafka binder, of KafkaMessageChannelBinder: headers are appended and never removed, so the last counts. The class is a wrapper's;
 * the real one is in the trace. The group stands only in the topic's name, `error.<destination>.<group>`.
 */
export function readSpringCloudStreamKafka(message: FailedMessage): Evidence | null {
  const topic = message.log ? lastText(message, "x-original-topic") : null;
  if (topic === null || presentNames(message, always).length < always.length) return null;
  const headers = presentNames(message, names);
  const stack = lastText(message, "x-exception-stacktrace");
  const errors = newErrors(lastText(message, "x-exception-fqcn"), lastText(message, "x-exception-message"), stack);
  const start = `error.${topic}.`;
  const handler = message.queue.startsWith(start) ? message.queue.slice(start.length) || null : null;
  return newEvidence("Spring Cloud Stream", {
    headers,
    strips: headers,
    errors,
    attempts: lastTry({ where: topic, error: errors[0], source: "x-exception headers" }),
    origin: newOrigin({ queue: topic, handler }),
    diedAt: deathByRecord(message),
  });
}
