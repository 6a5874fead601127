import type { Evidence, FailedMessage } from "./failure.ts";
import { bodyReading } from "./read-json.ts";

/**
 * The event that a framework has wrapped in its body, for the origin to get again. `event` null: there is none. Out of a body that is packed, or in another
 * charset than UTF-8, it cannot be taken with the bytes that it had: `incomplete` then says so.
 */
export function takeOut(
  message: FailedMessage,
  event: Uint8Array | string | null,
  why: string,
): Pick<Evidence, "unwrapped" | "incomplete"> {
  const { packing, charset } = bodyReading(message);
  if (event === null) return { unwrapped: null, incomplete: null };
  if (packing.length > 0 || !charset?.startsWith("UTF-8")) {
    const stored = [...packing, charset ?? "no text"].join(", ");
    return { unwrapped: null, incomplete: `${why} This body is stored as ${stored}: Redrive takes events out of plain UTF-8 only.` };
  }
  return { unwrapped: { body: typeof event === "string" ? Buffer.from(event) : event, why }, incomplete: null };
}
