import { isJson } from "../text/json-scan.ts";
import { type End, guessCompression, unpack } from "./unpack.ts";

const leastLength = 16;

/** The bytes that base64 stands for; null: it is not base64, in its exact form but for white space. */
export function readBase64(bytes: Uint8Array, end: End): Buffer | null {
  const head = Buffer.from(bytes.subarray(0, 64)).toString("latin1");
  if (!/^[A-Za-z0-9+/\r\n]{2,}[=\r\n]*$/.test(head)) return null;
  const written = Buffer.from(bytes)
    .toString("latin1")
    .replace(/[\r\n]+/g, "");
  const whole = end !== "whole" ? written.slice(0, written.length - (written.length % 4)) : written;
  if (whole.length % 4 !== 0) return null;
  const decoded = Buffer.from(whole, "base64");
  return decoded.toString("base64") === whole ? decoded : null;
}

/** The same where nothing says base64, and only where it is certain: what is inside is a JSON object or array, XML, or packed bytes. */
export function certainBase64(bytes: Uint8Array, end: End): Buffer | null {
  if (bytes.length < leastLength || !/[A-Za-z0-9+/]/.test(String.fromCharCode(bytes[0] ?? 0))) return null;
  const first = Buffer.from(Buffer.from(bytes.subarray(0, 8)).toString("latin1"), "base64");
  const start = first.toString("latin1");
  const compression = guessCompression(first);
  if (compression === null && !/^(?:\s{0,2}[[{]|<\?xml)/.test(start)) return null;
  const inside = readBase64(bytes, end);
  if (inside === null) return null;
  if (compression !== null) return unpack(inside, compression, { most: 1_048_576, end }) === null ? null : inside;
  return start.startsWith("<?xml") || end !== "whole" || isJson(inside.toString("utf8")) ? inside : null;
}
