import { lastTry, newErrors, newEvidence, newOrigin } from "../evidence.ts";
import type { Evidence, FailedMessage } from "../failure.ts";
import { lastText, namesFrom } from "../read-header.ts";
import { deathByRecord } from "../record-time.ts";

const prefixes = ["x-original-", "x-exception-"];

/**
 * Spring Cloud Stream's Kafka binder, of KafkaMessageChannelBinder: headers are appended and never removed, so the last counts. The class is a wrapper's;
 * the real one is in the trace. The group stands only in the topic's name, `error.<destination>.<group>`.
 */
export function readSpringCloudStreamKafka(message: FailedMessage): Evidence | null {
  const topic = message.log ? lastText(message, "x-original-topic") : null;
  if (topic === null) return null;
  const headers = namesFrom(message, prefixes);
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
