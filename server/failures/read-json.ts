import { isLosslessNumber, LosslessNumber, parse } from "lossless-json";
import { textOf } from "../text/clean.ts";
import type { FailedMessage } from "./failure.ts";

/** Beyond this a body is not parsed whole: capture must not stall on it. */
const wholeLimit = 262_144;
const prefixLimit = 16_384;

interface Body {
  /** undefined: no JSON object or array. */
  readonly json: unknown;
  /** false: only the members at the front of a large body. */
  readonly whole: boolean;
}

/** Of the message that was read last: conventions ask for it many times in a row. */
let latest: { readonly message: FailedMessage; readonly body: Body } | null = null;

/** The body as JSON, parsed once a message; integers beyond 2^53 keep their digits. undefined: not JSON, or too large. */
export function bodyJson(message: FailedMessage): unknown {
  const body = bodyOf(message);
  return body.whole ? body.json : undefined;
}

/** The same, but of a large body at least the top-level members before the first large one. */
export function frontJson(message: FailedMessage): unknown {
  return bodyOf(message).json;
}

/** The same of bytes that are no message's body. */
export function parseFrontOf(bytes: Uint8Array): unknown {
  return readBody(bytes).json;
}

/** Parses untrusted JSON text; undefined when it is none or too large. */
export function parseJson(text: string): unknown {
  if (text.length > wholeLimit) return undefined;
  try {
    return /\d{16}/.test(text) ? parseExact(text) : JSON.parse(text);
  } catch {
    return undefined;
  }
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

/** Text of a string or number with the digits that it was written with; null for anything else and for "". */
export function scalarText(value: unknown): string | null {
  if (typeof value === "string") return value === "" ? null : value;
  if (typeof value === "number") return String(value);
  return isLosslessNumber(value) ? value.value : null;
}

export function textAt(json: unknown, ...way: readonly (string | number)[]): string | null {
  return scalarText(at(json, ...way));
}

function bodyOf(message: FailedMessage): Body {
  if (latest?.message !== message) latest = { message, body: readBody(message.body) };
  return latest.body;
}

function readBody(bytes: Uint8Array | null): Body {
  if (bytes === null || !opensJson(bytes)) return { json: undefined, whole: true };
  if (bytes.length > wholeLimit) return { json: parseFront(bytes), whole: false };
  const text = textOf(bytes);
  return { json: text === null ? undefined : parseJson(text), whole: true };
}

/** The exact parser refuses duplicate keys, which JSON.parse does not; then big numbers are better rounded than lost. */
function parseExact(text: string): unknown {
  try {
    return parse(text, undefined, (digits) => (/^-?\d{1,15}$/.test(digits) ? Number(digits) : new LosslessNumber(digits)));
  } catch {
    return JSON.parse(text);
  }
}

function opensJson(bytes: Uint8Array): boolean {
  for (let i = 0; i < bytes.length && i < 64; i++) {
    const byte = bytes[i];
    if (byte === 0x7b || byte === 0x5b) return true;
    const space = byte === 0x20 || (byte !== undefined && byte >= 0x09 && byte <= 0x0d);
    const mark = byte === 0xef || byte === 0xbb || byte === 0xbf;
    if (!space && !mark) return false;
  }
  return false;
}

/** Cuts an object after the last member that is complete within the first bytes. */
function parseFront(bytes: Uint8Array): unknown {
  const text = new TextDecoder().decode(bytes.subarray(0, prefixLimit));
  const start = text.indexOf("{");
  let depth = 0;
  let quoted = false;
  let end = -1;
  for (let i = Math.max(start, 0); i < text.length; i++) {
    const char = text[i];
    if (quoted) {
      if (char === "\\") i++;
      else if (char === '"') quoted = false;
    } else if (char === '"') quoted = true;
    else if (char === "{" || char === "[") depth++;
    else if (char === "}" || char === "]") depth--;
    else if (char === "," && depth === 1) end = i;
  }
  return end < 0 || !/^\s*\{/.test(text) ? undefined : parseJson(`${text.slice(start, end)}}`);
}
