import type { HeadChange, HeadCodec, Outgoing } from "../sources/port.ts";
import type { Route } from "../failures/failure.ts";

/** Who a publish belongs to; travels with the message so that a comeback is recognised. */
export interface Mark {
  readonly replayId: number;
  readonly itemId: number;
  /** Replays of the lineage, this one included. */
  readonly count: number;
  readonly lineageId: number;
}

/** No mark is longer: what fits with it fits with any. */
export const widestMark: Mark = {
  replayId: Number.MAX_SAFE_INTEGER,
  itemId: Number.MAX_SAFE_INTEGER,
  count: 32_767,
  lineageId: Number.MAX_SAFE_INTEGER,
};

/** Strings only: a number among the headers has stopped consumers for good. */
function marksOf({ replayId, itemId, count, lineageId }: Mark): HeadChange["add"] {
  return [
    { name: "x-redrive-replay", text: String(replayId) },
    { name: "x-redrive-attempt", text: String(itemId) },
    { name: "x-redrive-count", text: String(count) },
    { name: "x-redrive-lineage", text: String(lineageId) },
  ];
}

/** Exactly what is sent: the stored bytes without what protocol and failure records forbid, with our marks; a framework's wrapping is undone. */
export function outgoingOf(
  codec: HeadCodec,
  stored: { readonly head: Uint8Array; readonly body: Uint8Array | null },
  route: Pick<Route, "strips" | "unwrapped">,
  mark: Mark,
): Outgoing {
  const strip = [...codec.strips(stored.head).map(({ name }) => name), ...route.strips];
  return { head: codec.change(stored.head, { strip, add: marksOf(mark) }), body: route.unwrapped?.body ?? stored.body };
}
