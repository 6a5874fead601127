import type { MessageAttributeValue } from "@aws-sdk/client-sqs";
import type { HeaderValue } from "../port.ts";

/** SQS lets a message carry this many attributes. */
export const maxAttributes = 10;
/** XML's characters: SQS takes no others, in bodies and attributes. */
export const carriedText = /^[\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u;

/** What names a message group. */
export const validGroup = /^[!-~]{1,128}$/;

const validName = /^(?!(?:aws|amazon)\.)[\w-]+(?:\.[\w-]+)*$/i;
const dataTypes: Partial<Record<HeaderValue["type"], string>> = { string: "String", decimal: "Number", bytes: "Binary" };

/** Why SQS takes no attribute of this name; null: it does. */
export function nameProblem(name: string): string | null {
  if (name.length <= 256 && validName.test(name)) return null;
  return `SQS takes no attribute "${name}": letters, digits, _ - and single dots within, up to 256, not beginning with AWS.`;
}

export function readAttribute({ DataType = "String", StringValue, BinaryValue }: MessageAttributeValue): HeaderValue {
  if (DataType.startsWith("Binary")) return { type: "bytes", wire: DataType, text: Buffer.from(BinaryValue ?? []).toString("base64") };
  return { type: DataType.startsWith("Number") ? "decimal" : "string", wire: DataType, text: StringValue ?? "" };
}

/** The data type is the one that it came with, custom suffix included, unless an edit gave it another type. */
export function writeAttribute({ type, wire, text }: HeaderValue): MessageAttributeValue {
  const base = dataTypes[type] ?? "String";
  const DataType = wire.startsWith(`${base}.`) ? wire : base;
  return base === "Binary" ? { DataType, BinaryValue: Buffer.from(text ?? "", "base64") } : { DataType, StringValue: text ?? "" };
}

/** The bytes that SQS counts: name, data type and value of each. */
export function sizeOf(attributes: Readonly<Record<string, MessageAttributeValue>>): number {
  return Object.entries(attributes).reduce(
    (sum, [name, { DataType, StringValue, BinaryValue }]) =>
      sum + name.length + (DataType?.length ?? 0) + Buffer.byteLength(StringValue ?? "") + (BinaryValue?.length ?? 0),
    0,
  );
}
