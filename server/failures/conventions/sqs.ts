import { lastPart, newEvidence, newOrigin } from "../evidence.ts";
import type { Evidence, FailedMessage } from "../failure.ts";
import { countOf, propertyText } from "../read-header.ts";

/**
 * SQS's own redrive policy, told by attributes that only SQS has: how often the message was received, the reading by this console included. A consumer that receives in
 * batches may never have tried it, so receives are no attempts: their number stays unknown.
 */
export function readSqs(message: FailedMessage): Evidence | null {
  const read = (name: string) => propertyText(message, name);
  const queue = lastPart(read("DeadLetterQueueSourceArn"), ":");
  const received = countOf(read("ApproximateReceiveCount"));
  if (queue === null && received === null) return null;
  return newEvidence("SQS", {
    counts: received ? [{ kind: "received", where: queue, count: received, firstAt: null, source: "ApproximateReceiveCount" }] : [],
    origin: newOrigin({ queue }),
  });
}
