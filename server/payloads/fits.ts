import { type Reading, readBytes } from "../bytes/read-bytes.ts";
import { at } from "../failures/read-json.ts";
import type { Head, Header, HeaderValue } from "../sources/port.ts";
import { globMatches } from "../text/glob.ts";
import { ExactNumber, readFront, readJson, writtenAt } from "../text/json-value.ts";

/** A condition that only a message's bytes answer. */
export interface ReadTerm {
  readonly of: "payload" | "header" | "body";
  /** Of `payload`: names and indexes from the outside in; of `header`: its name. */
  readonly path: readonly string[];
  readonly value: string;
  readonly negated: boolean;
}

/** "unread": what was looked at does not say, and not all could be. */
export type Fit = "fits" | "not" | "unread";

/** Of a body, packed or not, no more is looked at. */
export const lookedAt = 1_048_576;

export interface Bytes {
  /** null: it cannot be read. */
  readonly head: Head | null;
  /** At most `lookedAt` bytes; null: a null body. */
  readonly body: Uint8Array | null;
  /** The body goes on after that. */
  readonly cut: boolean;
}

/** Whether a message's bytes fit all of these conditions. Pure, never throws, linear in the bytes. */
export function fitsAll(terms: readonly ReadTerm[], bytes: Bytes): Fit {
  const texts = textsOf(bytes);
  const fits = terms.map((term) => signed(term, fitOf(term, bytes.head, texts)));
  if (fits.includes("not")) return "not";
  return fits.includes("unread") ? "unread" : "fits";
}

/** What a body says, each read when it is first asked for. */
interface Texts {
  reading(): Reading;
  json(): unknown;
  /** The text, and the same as its JSON strings read, in small letters. */
  lower(): readonly string[];
}

function textsOf({ head, body, cut }: Bytes): Texts {
  const reading = once(() => readBytes(head ?? { headers: [], properties: [] }, body, { most: lookedAt, cut }));
  return {
    reading,
    json: once(() => jsonOf(reading())),
    lower: once(() => lowerOf(reading().text)),
  };
}

function jsonOf({ text, whole }: Reading): unknown {
  if (text === null) return undefined;
  return whole ? readJson(text) : readFront(text);
}

/** In JSON "\u6771" is the letter that the page shows. */
function lowerOf(text: string | null): readonly string[] {
  if (text === null) return [];
  const lower = text.toLowerCase();
  if (!text.includes("\\") || !/^\s{0,1000}[[{"]/.test(text)) return [lower];
  return [
    lower,
    text.replace(/\\(?:u([0-9a-fA-F]{4})|(["\\/bfnrt]))/g, (_, code?: string, sign = "") => unescaped(code, sign)).toLowerCase(),
  ];
}

const signs: Readonly<Record<string, string>> = { b: "\b", f: "\f", n: "\n", r: "\r", t: "\t" };

function unescaped(code: string | undefined, sign: string): string {
  return code ? String.fromCharCode(Number.parseInt(code, 16)) : (signs[sign] ?? sign);
}

function fitOf({ of, path, value }: ReadTerm, head: Head | null, texts: Texts): Fit {
  if (of === "header") return headerFit(path[0] ?? "", value, head);
  const fits =
    of === "payload" ? fieldFits(texts.json(), path, value) : texts.lower().some((text) => globMatches(`*${value.toLowerCase()}*`, text));
  return fits ? "fits" : texts.reading().whole ? "not" : "unread";
}

function fieldFits(json: unknown, path: readonly string[], value: string): boolean {
  const shown = shownAt(json, path);
  return shown !== null && globMatches(value, shown);
}

/** A field as the page shows it: numbers with their digits, an object or array as it is written. null: there is none. */
function shownAt(json: unknown, path: readonly string[]): string | null {
  const parent = at(json, ...path.slice(0, -1));
  const name = path.at(-1) ?? "";
  const found = at(parent, name);
  if (found === undefined) return null;
  if (found instanceof ExactNumber) return found.digits;
  return typeof found === "object" && found !== null ? writtenAt(parent, Array.isArray(parent) ? Number(name) : name) : String(found);
}

/** Names and values in any letters, as brokers and clients write them; of bytes, the base64 that the page shows. */
function headerFit(name: string, value: string, head: Head | null): Fit {
  const named = (header: Header) => globMatches(name.toLowerCase(), header.name.toLowerCase());
  const found = [...(head?.headers ?? []), ...(head?.properties ?? [])].some((header) => named(header) && anyFits(header.value, value));
  if (found) return "fits";
  return head === null || head.problem !== null ? "unread" : "not";
}

/** Whether a value, or any within a table or array, is this one. */
function anyFits(value: HeaderValue, sought: string): boolean {
  const open = [value];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { type, text, fields, items } = next;
    if (fields) for (const field of fields) open.push(field.value);
    if (items) for (const item of items) open.push(item);
    if (fields || items) continue;
    const shown = text ?? "null";
    if (type === "bytes" ? globMatches(sought, shown) : globMatches(sought.toLowerCase(), shown.toLowerCase())) return true;
  }
  return false;
}

function signed({ negated }: ReadTerm, fit: Fit): Fit {
  if (!negated || fit === "unread") return fit;
  return fit === "fits" ? "not" : "fits";
}

function once<T>(read: () => T): () => T {
  let found: { readonly value: T } | null = null;
  return () => (found ??= { value: read() }).value;
}
