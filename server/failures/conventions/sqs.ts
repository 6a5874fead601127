import { newEvidence } from "../evidence.ts";
import type { Evidence, FailedMessage } from "../failure.ts";
import { countOf, findText } from "../read-header.ts";

/**
 * SQS's own redrive policy: only how often the message was received. A consumer that receives in batches may never have tried it, so
 * receives are no attempts: the count stays unknown and the words say "received".
 */
export function readSqs(message: FailedMessage): Evidence | null {
  if (message.kind !== "sqs") return null;
  const arn = findText(message.head, "DeadLetterQueueSourceArn");
  const received = countOf(findText(message.head, "ApproximateReceiveCount"));
  if (arn === null && received === null) return null;
  return newEvidence("SQS", {
    attempts:
      received && arn
        ? [{ from: 1, to: received, at: null, where: null, error: null, source: `received ${received} times`, certainty: "count_only" }]
        : [],
    origin: arn ? { queue: arn.split(":").at(-1) ?? null, exchange: null, routingKey: null, handler: null } : null,
  });
}
