import type { Message } from "@aws-sdk/client-sqs";
import { BrokerError, type Header, type HeadCodec } from "../port.ts";
import { formatHead, jsonCodec, parseHead, textHeader } from "../json-head.ts";
import { carriedText, maxAttributes, nameProblem, readAttribute, validGroup } from "./attributes.ts";
import { problemOf, sizesOf } from "./problem.ts";
import { trueName } from "./proto-name.ts";

const marks = ["x-redrive-replay", "x-redrive-attempt", "x-redrive-count", "x-redrive-lineage"];
/** The system attributes that a sender gives; SQS writes the others. */
const sent = ["MessageGroupId", "AWSTraceHeader"];

const fields = jsonCodec({
  exchanges: false,
  carriesHeaders: true,
  readable: {
    string: new RegExp(`(?=[^])${carriedText.source}`, "u"),
    decimal: /^[+-]?(?=\.?\d)\d{0,38}\.?\d{0,38}(?:[eE][+-]?\d{1,3})?$/,
    bytes: /^[A-Za-z0-9+/]+={0,2}$/,
  },
  uniqueNames: true,
  strips: ({ headers, properties }) => [
    ...headers
      .filter(({ name }) => name === "x-redrive")
      .map(({ name }) => ({ of: "header" as const, name, why: "A replay may write its own mark under this name." })),
    ...properties
      .filter(({ name }) => !sent.includes(name))
      .map(({ name }) => ({ of: "property" as const, name, why: "SQS writes it anew." })),
  ],
  problemOf,
  sizesOf,
  isRewritten: ({ of, name }) => of === "property" && !sent.includes(name),
  fit: fitMarks,
});

/** Message attributes are the headers, system attributes the properties, the message group the key. */
export const sqsCodec: HeadCodec = {
  ...fields,
  edit: (head, to) => {
    const misnamed = to.headers.map(({ name }) => nameProblem(name)).find((problem) => problem !== null);
    if (misnamed) throw new BrokerError("invalid", misnamed);
    const was = parseHead(head).properties;
    const changed = to.properties.filter(({ name, value }) => !was.some((old) => old.name === name && old.value.text === value.text));
    const fixed = changed.find(({ name }) => !sent.includes(name));
    if (fixed)
      throw new BrokerError("invalid", `SQS itself writes "${fixed.name}" at every send; what can be changed: ${sent.join(", ")}.`);
    const group = changed.find(({ name }) => name === "MessageGroupId")?.value.text;
    if (group !== undefined && !validGroup.test(group ?? ""))
      throw new BrokerError("invalid", "MessageGroupId takes 1 to 128 letters, digits and punctuation marks of ASCII.");
    const edited = fields.edit(head, to);
    return group ? formatHead({ ...parseHead(edited), key: Buffer.from(group) }) : edited;
  },
};

/**
 * Where four marks are too many, they travel as one attribute in JSON. Where the message fills all attributes itself it is sent without: its consumer
 * gets what it sent, and a comeback is not recognised.
 */
function fitMarks(headers: readonly Header[]): readonly Header[] {
  if (headers.length <= maxAttributes) return headers;
  const text = (name: string) => headers.find((header) => header.name === name)?.value.text ?? "";
  const [replay, attempt, count, lineage] = marks.map(text);
  const own = headers.filter(({ name }) => !marks.includes(name));
  return own.length < maxAttributes ? [...own, textHeader("x-redrive", JSON.stringify({ replay, attempt, count, lineage }))] : own;
}

export function headOf(queue: string, message: Message): Uint8Array {
  const attributes = Object.entries(message.MessageAttributes ?? {});
  const headers = attributes.map(([name, value]) => ({ name: trueName(name), value: readAttribute(value) }));
  const properties = Object.entries(message.Attributes ?? {}).map(([name, text]) => ({
    name,
    value: { type: "string" as const, wire: "system", text },
  }));
  const group = message.Attributes?.MessageGroupId;
  return formatHead({ key: group === undefined ? null : Buffer.from(group), address: { queue }, headers, properties });
}
