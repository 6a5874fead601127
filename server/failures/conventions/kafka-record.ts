import { newEvidence } from "../evidence.ts";
import type { Evidence, FailedMessage } from "../failure.ts";
import { namesFrom } from "../read-header.ts";

/** These keep the time of the record that failed. */
const keepTime = ["__connect.errors.", "__streams.errors."];

/** Whoever writes a dead letter anew gives it the time of that, which is when it died. */
export function readKafkaRecord(message: FailedMessage): Evidence | null {
  if (!message.log || namesFrom(message, keepTime).length > 0) return null;
  const { timestamp } = message.head.address;
  const diedAt = timestamp?.endsWith("Z") ? new Date(timestamp) : null;
  return diedAt && newEvidence("Kafka", { diedAt });
}
