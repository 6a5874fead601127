import { hash, randomUUID } from "node:crypto";
import type { SendMessageBatchRequestEntry } from "@aws-sdk/client-sqs";
import type { Hints } from "../attempt.ts";
import type { Outgoing } from "../port.ts";
import { validGroup } from "./attributes.ts";
import { attributesOf, problemOf, sizesOf } from "./problem.ts";

export interface Prepared {
  readonly entry: Omit<SendMessageBatchRequestEntry, "Id">;
  readonly bytes: number;
  readonly body: string;
}

/** A message as SQS takes it, or why it cannot, in words. */
export function prepareEntry(
  queue: string,
  message: Outgoing,
  hints: Hints = { once: randomUUID(), key: null },
): Prepared | { readonly refused: string } {
  const problem = problemOf(message);
  if (problem) return { refused: problem.text };
  const { attributes, group, trace } = attributesOf(message.head);
  const body = Buffer.from(message.body ?? []).toString("utf8");
  const traced = trace ? { MessageSystemAttributes: { AWSTraceHeader: { DataType: "String", StringValue: trace } } } : {};
  const entry = { MessageBody: body, MessageAttributes: attributes, ...traced, ...placeOf(queue, group, hints) };
  return { body, bytes: sizesOf(message).all, entry };
}

/**
 * Under an id that it has seen within five minutes SQS says that it took the message, and drops it: so never the one that the message came with, and for
 * all tries of one message the same.
 */
function placeOf(
  queue: string,
  group: string | null,
  { once, key }: Hints,
): Pick<Prepared["entry"], "MessageGroupId" | "MessageDeduplicationId"> {
  if (!queue.endsWith(".fifo")) return group ? { MessageGroupId: group } : {};
  return { MessageGroupId: group ?? groupOf(key) ?? `redrive-${once}`, MessageDeduplicationId: `redrive-${once}` };
}

/** The group of a message that comes from a queue without groups: its key, so that those of one key stay in their order. */
function groupOf(key: string | null): string | null {
  if (key === null || key === "") return null;
  return validGroup.test(key) ? key : `redrive-${hash("sha256", key)}`;
}
