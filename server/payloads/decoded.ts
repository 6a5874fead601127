import { type Reading, readBytes } from "../bytes/read-bytes.ts";
import { type Place, readerOf } from "./reader.ts";

/** A longer text is not kept beside its packed body, so no filter finds what is in it. */
export const mostDecoded = 262_144;

/**
 * The text that filters look through in place of the stored bytes, in UTF-8. null: the bytes are that text themselves, or hold no text, or hold more
 * than is kept.
 */
export function decodedOf({ text, packing, charset, whole }: Reading): Buffer | null {
  if (text === null || !whole || (packing.length === 0 && charset === "UTF-8") || text.length > mostDecoded) return null;
  const bytes = Buffer.from(text);
  return bytes.length > mostDecoded ? null : bytes;
}

/** The same of bytes that lie in a queue; null too where nobody can know how its messages are read. */
export function decodeBytes(
  ctx: Parameters<typeof readerOf>[0],
  place: Place,
  { head, body }: { readonly head: Uint8Array; readonly body: Uint8Array | null },
): Buffer | null {
  const reader = readerOf(ctx, place);
  return reader && decodedOf(readBytes(reader.codec.decode(head), body));
}
