import type { Message, MessageAttributeValue } from "@aws-sdk/client-sqs";
import type { Head, Header, HeadCodec, HeaderValue } from "../broker.ts";
import { formatHead, jsonCodec, parseHead, textHeader } from "../json-head.ts";

/** SQS lets a message carry this many attributes. */
export const maxAttributes = 10;

const eventBridge = [
  "RULE_ARN",
  "SCHEDULE_ARN",
  "TARGET_ARN",
  "EXECUTION_ID",
  "SCHEDULED_TIME",
  "ERROR_CODE",
  "ERROR_MESSAGE",
  "EXHAUSTED_RETRY_CONDITION",
  "RETRY_ATTEMPTS",
  "IS_PAYLOAD_TRUNCATED",
];
const marks = ["x-redrive-replay", "x-redrive-attempt", "x-redrive-count", "x-redrive-lineage"];

/** Message attributes are the headers, system attributes the properties (SQS writes those anew on every send). */
export const sqsCodec: HeadCodec = jsonCodec({
  // XML's characters, as in bodies.
  readable: {
    string: /^[\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]+$/u,
    decimal: /^-?\d{1,38}(?:\.\d+)?(?:[eE][+-]?\d{1,3})?$/,
    bytes: /^[A-Za-z0-9+/]+={0,2}$/,
  },
  uniqueNames: true,
  strips: ({ headers, properties }) => [
    ...headers.filter(({ name }) => eventBridge.includes(name)).map(({ name }) => ({ name, why: "EventBridge wrote it when it gave up." })),
    ...headers
      .filter(({ name }) => name === "x-redrive")
      .map(({ name }) => ({ name, why: "An earlier replay's mark; the new one replaces it." })),
    ...properties.filter(({ name }) => name !== "MessageGroupId").map(({ name }) => ({ name, why: "SQS writes it anew." })),
  ],
  fit: foldMarks,
});

/** Where four marks are too many, they travel as one attribute in JSON. */
function foldMarks(headers: readonly Header[]): readonly Header[] {
  if (headers.length <= maxAttributes) return headers;
  const text = (name: string) => headers.find((header) => header.name === name)?.value.text ?? "";
  const [replay, attempt, count, lineage] = marks.map(text);
  return [
    ...headers.filter(({ name }) => !marks.includes(name)),
    textHeader("x-redrive", JSON.stringify({ replay, attempt, count, lineage })),
  ];
}

export function headOf(queue: string, message: Message): Uint8Array {
  const headers = Object.entries(message.MessageAttributes ?? {}).map(([name, value]) => ({ name, value: readAttribute(value) }));
  const properties = Object.entries(message.Attributes ?? {}).map(([name, text]) => ({
    name,
    value: { type: "string" as const, wire: "system", text },
  }));
  const group = message.Attributes?.MessageGroupId;
  return formatHead({ key: group === undefined ? null : Buffer.from(group), address: { queue }, headers, properties });
}

function readAttribute({ DataType = "String", StringValue, BinaryValue }: MessageAttributeValue): HeaderValue {
  if (DataType.startsWith("Binary")) return { type: "bytes", wire: DataType, text: Buffer.from(BinaryValue ?? []).toString("base64") };
  return { type: DataType.startsWith("Number") ? "decimal" : "string", wire: DataType, text: StringValue ?? "" };
}

const dataTypes = { string: "String", decimal: "Number", bytes: "Binary" } as const;

/** A head as SQS takes it; the data type is the one that it came with, custom suffix included. */
export function attributesOf(bytes: Uint8Array): {
  readonly head: Head;
  readonly attributes: Record<string, MessageAttributeValue>;
  readonly group: string | null;
} {
  const head = parseHead(bytes);
  const attributes = Object.fromEntries(head.headers.map(({ name, value }) => [name, writeAttribute(value)]));
  return { head, attributes, group: head.key === null ? null : Buffer.from(head.key).toString() };
}

function writeAttribute({ type, wire, text }: HeaderValue): MessageAttributeValue {
  const DataType = /^(?:String|Number|Binary)(?:\..+)?$/.test(wire) ? wire : (dataTypes[type as keyof typeof dataTypes] ?? "String");
  return DataType.startsWith("Binary")
    ? { DataType, BinaryValue: Buffer.from(text ?? "", "base64") }
    : { DataType, StringValue: text ?? "" };
}
