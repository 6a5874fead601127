import type { RawMessage } from "../sources/port.ts";
import type { OriginRecord } from "../failures/origin-record.ts";

interface Bytes {
  readonly head: Uint8Array;
  readonly body: Uint8Array | null;
}

/**
 * What capture found of the record that a dead letter was made from. "taken": here are the dead letter's bytes with the record in them. "gone": its
 * topic does not hold it any more; "newer": what stands in its place was written after the dead letter; "unread": it could not be read.
 */
export type FoundOriginal =
  | ({ readonly found: "taken"; readonly at: OriginRecord } & Bytes)
  | { readonly found: "gone" | "newer" | "unread" };

/** A message as the broker gave it and, where that is not whole without its original, what was found of it. */
export interface Delivered extends RawMessage {
  readonly original?: FoundOriginal;
}

/** The bytes that say what the event was: with the original in them where it was taken. */
export function wholeOf(message: Pick<Delivered, "head" | "body" | "original">): Bytes {
  return message.original?.found === "taken" ? message.original : message;
}
