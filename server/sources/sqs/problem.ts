import { isUtf8 } from "node:buffer";
import type { MessageAttributeValue } from "@aws-sdk/client-sqs";
import { parseHead } from "../json-head.ts";
import type { Head, Outgoing, Problem, Sizes } from "../port.ts";
import { carriedText, maxAttributes, nameProblem, sizeOf, writeAttribute } from "./attributes.ts";

/** SQS takes this many bytes in one message, and in one batch together; a queue may be set to take fewer. */
export const maxBytes = 1_048_576;

/** Why SQS takes no such message; null: it does. */
export function problemOf({ head, body }: Outgoing): Problem | null {
  if (body === null || body.length === 0) return { kind: "body", text: "SQS takes no empty body." };
  if (!isUtf8(body)) return { kind: "body", text: "The body is not UTF-8, and SQS takes nothing else." };
  if (!carriedText.test(Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString("utf8")))
    return { kind: "body", text: "The body holds control characters that SQS does not take." };
  const { attributes, head: decoded } = attributesOf(head);
  if (decoded.problem) return { kind: "head", text: decoded.problem };
  const names = Object.keys(attributes);
  if (names.length > maxAttributes) {
    const words = `It has ${names.length} attributes with those of the replay; SQS takes ${maxAttributes}. Remove one by an edit.`;
    return { kind: "header_count", text: words };
  }
  const misnamed = names.map(nameProblem).find((problem) => problem !== null);
  if (misnamed) return { kind: "header_name", text: misnamed };
  const bytes = body.length + sizeOf(attributes);
  return bytes > maxBytes ? { kind: "size", text: `It is ${bytes} bytes with its attributes; SQS takes ${maxBytes}.` } : null;
}

/** Bodies and attributes count, system attributes do not. */
export function sizesOf({ head, body }: Outgoing): Sizes {
  const bytes = sizeOf(attributesOf(head).attributes);
  return { head: bytes, all: bytes + (body?.length ?? 0) };
}

/** A head as SQS takes it. */
export function attributesOf(bytes: Uint8Array): {
  readonly head: Head;
  readonly attributes: Record<string, MessageAttributeValue>;
  readonly group: string | null;
  /** The tracing header of X-Ray, which travels beside the attributes. */
  readonly trace: string | null;
} {
  const head = parseHead(bytes);
  return {
    head,
    attributes: Object.fromEntries(head.headers.map(({ name, value }) => [name, writeAttribute(value)])),
    group: head.key === null ? null : Buffer.from(head.key).toString(),
    trace: head.properties.find(({ name }) => name === "AWSTraceHeader")?.value.text ?? null,
  };
}
