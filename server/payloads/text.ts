import { readBytes } from "../bytes/read-bytes.ts";
import type { Head } from "../sources/port.ts";
import { shownBytes } from "./payload.ts";

/** A body's text where all of it can be shown; null: it holds none, or is too large. */
export function wholeText(head: Head, body: Uint8Array): string | null {
  if (body.length > shownBytes) return null;
  const { text, whole } = readBytes(head, body, { most: shownBytes });
  return whole ? text : null;
}

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Bytes as text, exactly: a byte order mark stays. null: they are not UTF-8. */
function textOf(bytes: Uint8Array): string | null {
  try {
    return utf8.decode(bytes);
  } catch {
    return null;
  }
}

/** Bytes for a JSON line: as text, or as base64 where they are not UTF-8. */
export function printBytes(bytes: Uint8Array): { readonly text: string } | { readonly base64: string } {
  const text = textOf(bytes);
  return text === null ? { base64: Buffer.from(bytes).toString("base64") } : { text };
}
