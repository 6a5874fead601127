import type { Head, HeaderValue } from "../brokers/broker.ts";

/** The first header or property of that exact name; null when there is none. */
export function findValue(head: Head, name: string): HeaderValue | null {
  return (head.headers.find((header) => header.name === name) ?? head.properties.find((property) => property.name === name))?.value ?? null;
}

/** Its value as text: strings, numbers, times, and bytes that are UTF-8; null for anything else. */
export function findText(head: Head, name: string): string | null {
  return valueText(findValue(head, name));
}

export function valueText(value: HeaderValue | null | undefined): string | null {
  if (!value || value.text === null) return null;
  if (value.type !== "bytes") return value.text;
  const bytes = Buffer.from(value.text, "base64");
  const text = bytes.toString("utf8");
  return text.includes("\ufffd") ? null : text;
}

/** A whole number of zero or more; null when it is not one. */
export function countOf(text: string | null): number | null {
  return text !== null && /^\d{1,9}$/.test(text.trim()) ? Number(text) : null;
}

/** An ISO or RFC time, or milliseconds since 1970 as digits; null when it is neither. */
export function timeOf(text: string | null): Date | null {
  if (text === null || text === "") return null;
  const at = new Date(/^\d{12,14}$/.test(text) ? Number(text) : text);
  return Number.isNaN(at.getTime()) ? null : at;
}

export function tableText(table: HeaderValue, name: string): string | null {
  return valueText(table.fields?.find((field) => field.name === name)?.value);
}

/** Names that are present, of those asked for; a trailing `*` asks for a prefix. */
export function presentNames(head: Head, names: readonly string[]): string[] {
  return head.headers
    .map((header) => header.name)
    .filter((name) => names.some((asked) => (asked.endsWith("*") ? name.startsWith(asked.slice(0, -1)) : name === asked)));
}
