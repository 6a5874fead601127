import { timeOf } from "../text/time.ts";
import type { FailedMessage } from "./failure.ts";
import { namesFrom, propertyText } from "./read-header.ts";

/** Kafka Connect and Kafka Streams give a dead letter the time of the record that failed. */
const keepTime = ["__connect.errors.", "__streams.errors."];

/**
 * When the record itself was written, for a convention whose writer makes a new record of what died: this is the death. null: it is no record, or it
 * has the time of the event. A record that nobody is known to have written as a dead letter has no death, whatever its time.
 */
export function deathByRecord(message: FailedMessage): Date | null {
  const isOwn = message.head.address["timestampType"] === "LogAppendTime" || namesFrom(message, keepTime).length === 0;
  return isOwn ? recordTime(message) : null;
}

/**
 * When the message, or the event in it, was written: it did not die before. A record's time, AMQP's property (its publisher sets it) or the time at which
 * SQS got it.
 */
export function ownTime(message: FailedMessage): Date | null {
  return recordTime(message) ?? timeOf(propertyText(message, "timestamp") ?? propertyText(message, "SentTimestamp"));
}

function recordTime({ log, head }: FailedMessage): Date | null {
  return log ? timeOf(head.address["timestamp"] ?? null) : null;
}
