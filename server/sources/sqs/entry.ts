import { randomUUID } from "node:crypto";
import type { SendMessageBatchRequestEntry } from "@aws-sdk/client-sqs";
import type { Outgoing } from "../port.ts";
import { carriedText, maxAttributes, nameProblem, sizeOf } from "./attributes.ts";
import { attributesOf } from "./head.ts";

/** SQS takes this many bytes in one message, and in one batch together. */
export const maxBytes = 1_048_576;

export interface Prepared {
  readonly entry: Omit<SendMessageBatchRequestEntry, "Id">;
  readonly bytes: number;
  readonly body: string;
}

/** A message as SQS takes it, or why it cannot, in words. */
export function prepareEntry(queue: string, { head, body }: Outgoing): Prepared | { readonly refused: string } {
  if (body === null || body.length === 0) return { refused: "SQS takes no empty body." };
  const text = Buffer.from(body).toString("utf8");
  if (!Buffer.from(text, "utf8").equals(body)) return { refused: "The body is not UTF-8, and SQS takes nothing else." };
  if (!carriedText.test(text)) return { refused: "The body holds control characters that SQS does not take." };
  const { attributes, group, trace, head: decoded } = attributesOf(head);
  if (decoded.problem) return { refused: decoded.problem };
  const count = Object.keys(attributes).length;
  if (count > maxAttributes)
    return { refused: `It has ${count} attributes with those of the replay; SQS takes ${maxAttributes}. Remove one by an edit.` };
  const misnamed = Object.keys(attributes)
    .map(nameProblem)
    .find((problem) => problem !== null);
  if (misnamed) return { refused: misnamed };
  const bytes = body.length + sizeOf(attributes);
  if (bytes > maxBytes) return { refused: `It is ${bytes} bytes with its attributes; SQS takes ${maxBytes}.` };
  const traced = trace ? { MessageSystemAttributes: { AWSTraceHeader: { DataType: "String", StringValue: trace } } } : {};
  return { body: text, bytes, entry: { MessageBody: text, MessageAttributes: attributes, ...traced, ...placeOf(queue, group) } };
}

/** A deduplication id of its own: under a former one SQS would say that it took the message, and drop it. */
function placeOf(queue: string, group: string | null): Pick<Prepared["entry"], "MessageGroupId" | "MessageDeduplicationId"> {
  if (queue.endsWith(".fifo")) return { MessageGroupId: group ?? "redrive", MessageDeduplicationId: `redrive-${randomUUID()}` };
  return group ? { MessageGroupId: group } : {};
}
