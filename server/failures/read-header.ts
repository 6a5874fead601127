import type { Header, HeaderValue } from "../sources/port.ts";
import type { FailedMessage } from "./failure.ts";

const largestCount = 2_147_483_647;
/** Of the message that was read last: conventions ask for it dozens of times in a row, and a weak map costs more than it saves. */
let latest: { readonly headers: readonly Header[]; readonly index: ReadonlyMap<string, HeaderValue> } | null = null;

/** A header's value; of duplicates the first, as brokers that keep only one do. */
export function findHeader({ head }: FailedMessage, name: string): HeaderValue | null {
  return indexOf(head.headers).get(name) ?? null;
}

/** Of duplicates the last, for frameworks that append what is newer. */
export function lastHeader({ head }: FailedMessage, name: string): HeaderValue | null {
  return head.headers.findLast((header) => header.name === name)?.value ?? null;
}

export function lastText(message: FailedMessage, name: string): string | null {
  return valueText(lastHeader(message, name));
}

/** Its text: strings, numbers, times, and bytes as far as they are UTF-8; null for void, tables and arrays. */
export function headerText(message: FailedMessage, name: string): string | null {
  return valueText(findHeader(message, name));
}

export function propertyText({ head }: FailedMessage, name: string): string | null {
  return valueText(head.properties.find((property) => property.name === name)?.value);
}

export function valueText(value: HeaderValue | null | undefined): string | null {
  if (!value || value.text === null) return null;
  return value.type === "bytes" ? Buffer.from(value.text, "base64").toString("utf8") : value.text;
}

/** A field of a table value. */
export function fieldOf(table: HeaderValue | null | undefined, name: string): HeaderValue | null {
  return table?.fields?.find((field) => field.name === name)?.value ?? null;
}

export function fieldText(table: HeaderValue | null | undefined, name: string): string | null {
  return valueText(fieldOf(table, name));
}

/** A count that can be believed: a whole number from 0 to what 32 bits hold; else null. */
export function countOf(text: string | null): number | null {
  if (text === null || !/^\d{1,10}$/.test(text)) return null;
  const count = Number(text);
  return count <= largestCount ? count : null;
}

/** Names that are present, of those asked for. */
export function presentNames({ head }: FailedMessage, names: readonly string[]): readonly string[] {
  const index = indexOf(head.headers);
  return names.filter((name) => index.has(name));
}

/** Names that begin with one of these, each once. */
export function namesFrom({ head }: FailedMessage, prefixes: readonly string[]): readonly string[] {
  return [...indexOf(head.headers).keys()].filter((name) => prefixes.some((prefix) => name.startsWith(prefix)));
}

function indexOf(headers: readonly Header[]): ReadonlyMap<string, HeaderValue> {
  if (latest?.headers === headers) return latest.index;
  const index = new Map<string, HeaderValue>();
  for (const { name, value } of headers) if (!index.has(name)) index.set(name, value);
  latest = { headers, index };
  return index;
}
