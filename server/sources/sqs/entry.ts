import { randomUUID } from "node:crypto";
import type { SendMessageBatchRequestEntry } from "@aws-sdk/client-sqs";
import type { Outgoing } from "../port.ts";
import { attributesOf, problemOf, sizesOf } from "./problem.ts";

export interface Prepared {
  readonly entry: Omit<SendMessageBatchRequestEntry, "Id">;
  readonly bytes: number;
  readonly body: string;
}

/** A message as SQS takes it, or why it cannot, in words. */
export function prepareEntry(queue: string, message: Outgoing): Prepared | { readonly refused: string } {
  const problem = problemOf(message);
  if (problem) return { refused: problem.text };
  const { attributes, group, trace } = attributesOf(message.head);
  const body = Buffer.from(message.body ?? []).toString("utf8");
  const traced = trace ? { MessageSystemAttributes: { AWSTraceHeader: { DataType: "String", StringValue: trace } } } : {};
  const entry = { MessageBody: body, MessageAttributes: attributes, ...traced, ...placeOf(queue, group) };
  return { body, bytes: sizesOf(message).all, entry };
}

/** A deduplication id of its own: under a former one SQS would say that it took the message, and drop it. */
function placeOf(queue: string, group: string | null): Pick<Prepared["entry"], "MessageGroupId" | "MessageDeduplicationId"> {
  if (queue.endsWith(".fifo")) return { MessageGroupId: group ?? "redrive", MessageDeduplicationId: `redrive-${randomUUID()}` };
  return group ? { MessageGroupId: group } : {};
}
