import { type Reading, readBytes } from "../bytes/read-bytes.ts";
import { ExactNumber, isCut, readFront, readJson, writtenAt } from "../text/json-value.ts";
import type { FailedMessage } from "./failure.ts";

interface Body {
  readonly reading: Reading;
  /** undefined: no JSON object or array. Of a body that was not read whole: what stands at its front. */
  readonly json: unknown;
  /** Why what a framework wrote into the body may have been missed, in words; null: the body was read whole. */
  readonly unread: string | null;
}

/** Of the message that was read last: conventions ask for it many times in a row. */
let latest: { readonly message: FailedMessage; readonly body: Body } | null = null;

/** The body as JSON, read once a message, packed or not; numbers keep their digits. undefined: no object or array, or not read whole. */
export function bodyJson(message: FailedMessage): unknown {
  const { json, unread } = bodyOf(message);
  return unread === null ? json : undefined;
}

/** The same, but of a body that could not be read whole what stands at its front. */
export function frontJson(message: FailedMessage): unknown {
  return bodyOf(message).json;
}

/** Decodes the body, once a message. */
export function bodyReading(message: FailedMessage): Reading {
  return bodyOf(message).reading;
}

/** Why the body was not read whole, in words; null: it was. */
export function unreadWords(message: FailedMessage): string | null {
  return bodyOf(message).unread;
}

/** Reads untrusted JSON text; undefined when it is none. */
export function parseJson(text: string): unknown {
  return readJson(text);
}

/** A member by keys and indexes; undefined where the way ends. */
export function at(json: unknown, ...way: readonly (string | number)[]): unknown {
  let value = json;
  for (const key of way) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
    if (Array.isArray(value) && !/^\d+$/.test(String(key))) return undefined;
    value = (value as Readonly<Record<string | number, unknown>>)[key];
  }
  return value;
}

/** A member exactly as it is written, white space and repeated keys within it included; null where the way ends. */
export function rawAt(json: unknown, ...way: readonly (string | number)[]): string | null {
  const key = way.at(-1);
  return key === undefined ? null : writtenAt(at(json, ...way.slice(0, -1)), key);
}

/** Text of a string or number with the digits that it was written with; null for anything else and for "". */
export function scalarText(value: unknown): string | null {
  if (typeof value === "string") return value === "" ? null : value;
  if (typeof value === "number") return String(value);
  return value instanceof ExactNumber ? value.digits : null;
}

export function textAt(json: unknown, ...way: readonly (string | number)[]): string | null {
  return scalarText(at(json, ...way));
}

function bodyOf(message: FailedMessage): Body {
  if (latest?.message !== message) latest = { message, body: readBody(message) };
  return latest.body;
}

function readBody({ head, body }: FailedMessage): Body {
  const reading = readBytes(head, body);
  const { text, whole, words } = reading;
  const opens = text !== null && /^[ \t\r\n]*[[{]/.test(text.slice(0, 1_000));
  const json = !opens ? undefined : whole ? readJson(text) : readFront(text);
  if (!whole) return { reading, json, unread: words };
  const unread = isCut(json) ? "The body has more than 100,000 fields at its top, and only these were read." : null;
  return { reading, json, unread };
}
