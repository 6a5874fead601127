import { parse as parseExactly } from "lossless-json";
import { cleanOrNull } from "../messages/clean.ts";
import { caps } from "./evidence.ts";
import type { Envelope, FailedMessage, FailureRules } from "./failure.ts";
import { findText, timeOf } from "./read-header.ts";
import { isObject, jsonValue } from "./read-json.ts";

type Field = keyof Envelope;
type Paths = Readonly<Partial<Record<Field, readonly string[]>>>;

/** Where the usual envelopes keep each field; the first that is there wins. */
const usual: Required<Paths> = {
  eventId: ["eventId", "event_id", "messageId", "id"],
  eventType: ["eventType", "event_type", "messageType", "detail-type", "type", "pattern"],
  key: ["aggregateId", "aggregate_id", "payload.aggregateId", "subject", "key"],
  version: ["version", "schemaVersion", "dataschema", "specversion"],
  sequence: ["sequenceNumber", "sequence_number", "sequence"],
  producedAt: ["timestamp", "occurredAt", "sentTime", "time"],
};

/** CloudEvents binary mode and the properties that brokers have for the purpose. */
const inHeaders: Required<Paths> = {
  eventId: ["ce-id", "ce_id", "cloudEvents:id", "cloudEvents_id", "messageId", "message-id"],
  eventType: ["ce-type", "ce_type", "cloudEvents:type", "cloudEvents_type", "type"],
  key: ["ce-subject", "ce_subject", "cloudEvents:subject", "MessageGroupId"],
  version: ["ce-dataschema", "cloudEvents:dataschema"],
  sequence: ["ce-sequence"],
  producedAt: ["ce-time", "ce_time", "cloudEvents:time", "timestamp", "SentTimestamp"],
};

const fields = Object.keys(usual) as Field[];

/**
 * The business event inside the message: configured paths first, then the usual envelopes, then headers. `inner` is the event that a
 * framework wraps, when it does.
 */
export function readEnvelope(message: FailedMessage, rules: FailureRules, inner: Uint8Array | null): Envelope {
  const body = inner ?? message.body;
  const event = innerEvent(jsonValue(body));
  const read = (field: Field): string | null => {
    const configured = rules.envelope[field];
    const paths = configured === undefined ? usual[field] : [configured.replace(/^\$\.?/, "")];
    for (const path of paths) {
      const value = textOfValue(valueAt(event, path), () => exactAt(body, path));
      if (value !== null) return value;
    }
    return configured === undefined ? firstHeader(message, inHeaders[field]) : null;
  };
  const texts = Object.fromEntries(fields.map((field) => [field, cleanOrNull(read(field), caps.name)])) as Record<Field, string | null>;
  return { ...texts, key: texts.key ?? keyText(message), producedAt: timeOf(texts.producedAt) };
}

/** Celery `[[event], {}, {}]`, Dramatiq `args`, NestJS `data`, EventBridge keeps its own. */
function innerEvent(value: unknown): unknown {
  if (Array.isArray(value)) return Array.isArray(value[0]) ? value[0][0] : value[0];
  if (!isObject(value)) return null;
  if ("pattern" in value && isObject(value["data"])) return { pattern: value["pattern"], ...value["data"] };
  if ("actor_name" in value && Array.isArray(value["args"])) return isObject(value["args"][0]) ? value["args"][0] : value;
  if (isObject(value["message"]) && "messageType" in value) return { ...value["message"], ...value };
  return value;
}

function valueAt(root: unknown, path: string): unknown {
  if (isObject(root) && Object.hasOwn(root, path)) return root[path];
  let at: unknown = root;
  for (const step of path.split(/[.[\]]+/)) {
    if (step === "") continue;
    if (Array.isArray(at)) at = at[Number(step)];
    else if (isObject(at) && Object.hasOwn(at, step)) at = at[step];
    else return undefined;
  }
  return at;
}

function textOfValue(value: unknown, exact: () => string | null): string | null {
  if (typeof value === "string") return value;
  if (typeof value === "number") return Number.isSafeInteger(value) ? String(value) : exact();
  if (Array.isArray(value) && typeof value[0] === "string") return value[0].split(":").at(-1) ?? null;
  return null;
}

/** The digits as they were written: a number beyond 2^53 is an id all the same. */
function exactAt(body: Uint8Array | null, path: string): string | null {
  if (!body) return null;
  const value = valueAt(innerEvent(parseExactly(Buffer.from(body).toString("utf8"))), path);
  return value === undefined || value === null ? null : String(value);
}

function firstHeader(message: FailedMessage, names: readonly string[]): string | null {
  for (const name of names) {
    const text = findText(message.head, name);
    if (text !== null && text !== "") return text;
  }
  return null;
}

function keyText(message: FailedMessage): string | null {
  const { key } = message.head;
  return key ? cleanOrNull(Buffer.from(key).toString("utf8"), caps.name) : null;
}
