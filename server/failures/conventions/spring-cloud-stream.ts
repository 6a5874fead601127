import { newEvidence, newOrigin } from "../evidence.ts";
import type { Evidence, FailedMessage } from "../failure.ts";
import { headerText } from "../read-header.ts";

/**
 * Spring Cloud Stream's RabbitMQ binder writes Spring AMQP's headers, and dead-letters `<destination>.<group>` to the queue of that
 * name with `.dlq`: so, beside what those headers say, the queue is known where the name begins with the exchange.
 */
export function readSpringCloudStream(message: FailedMessage): Evidence | null {
  const exchange = headerText(message, "x-original-exchange");
  if (!exchange || !message.queue.endsWith(".dlq")) return null;
  const queue = message.queue.slice(0, -".dlq".length);
  if (!queue.startsWith(`${exchange}.`) || queue.length <= exchange.length + 1) return null;
  return newEvidence("Spring Cloud Stream", { origin: newOrigin({ queue }) });
}
