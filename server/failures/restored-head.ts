import type { Header, HeaderValue } from "../sources/port.ts";
import type { RestoredHead } from "./failure.ts";
import { at, scalarText, textAt } from "./read-json.ts";
import { timeOf } from "../text/time.ts";

const texts = ["content-type", "content-encoding", "correlation-id", "reply-to", "message-id", "type", "app-id"];
const octets = ["delivery-mode", "priority"];
const mostHeaders = 500;
const deepest = 20;

/** A message's own head out of JSON: RabbitMQ's properties by their names with underscores, `headers` among them. null: there is none. */
export function restoredHead(json: unknown, why: string): RestoredHead | null {
  const told = (name: string) => textAt(json, name.replaceAll("-", "_"));
  const properties = [
    ...texts.flatMap((name) => property(name, told(name), fitsText)),
    ...octets.flatMap((name) => property(name, told(name), fitsOctet, "uint8")),
    ...property("timestamp", timeOf(told("timestamp"))?.toISOString() ?? null, () => true, "timestamp"),
  ];
  const headers = fieldsOf(at(json, "headers"), 0);
  return properties.length + headers.length > 0 ? { headers, properties, why } : null;
}

function property(
  name: string,
  text: string | null,
  fits: (text: string) => boolean,
  type: HeaderValue["type"] = "string",
): readonly Header[] {
  return text !== null && fits(text) ? [{ name, value: { type, wire: type, text } }] : [];
}

function fitsText(text: string): boolean {
  return Buffer.byteLength(text) <= 255;
}

function fitsOctet(text: string): boolean {
  return /^\d{1,3}$/.test(text) && Number(text) <= 255;
}

function fieldsOf(json: unknown, depth: number): readonly Header[] {
  if (typeof json !== "object" || json === null || Array.isArray(json)) return [];
  return Object.entries(json)
    .slice(0, mostHeaders)
    .filter(([name]) => name !== "" && fitsText(name))
    .map(([name, value]) => ({ name, value: valueOf(value, depth) }));
}

function valueOf(json: unknown, depth: number): HeaderValue {
  const scalar = scalarText(json);
  if (typeof json === "string" || json === null || depth >= deepest)
    return json === null ? value("void", null) : value("string", scalar ?? "");
  if (typeof json === "boolean") return value("bool", String(json));
  if (Array.isArray(json)) return { ...value("array", null), items: json.map((item) => valueOf(item, depth + 1)) };
  if (scalar === null) return { ...value("table", null), fields: fieldsOf(json, depth + 1) };
  if (/^-?\d{1,18}$/.test(scalar)) return value("int64", scalar);
  return value(Number.isFinite(Number(scalar)) && !/^-?\d+$/.test(scalar) ? "double" : "string", scalar);
}

function value(type: HeaderValue["type"], text: string | null): HeaderValue {
  return { type, wire: type, text };
}
