import type { HeadChange, HeadCodec, Header, Outgoing } from "../sources/port.ts";
import type { RestoredHead, Route } from "../failures/failure.ts";

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

/** Exactly what is sent: the stored bytes without what protocol and failure records forbid, with our marks; a framework's wrapping is undone, and what it took away is restored. */
export function outgoingOf(
  codec: HeadCodec,
  stored: { readonly head: Uint8Array; readonly body: Uint8Array | null },
  route: Pick<Route, "strips" | "unwrapped" | "restores">,
  mark: Mark,
): Outgoing {
  const head = route.restores ? restoreHead(codec, stored.head, route.restores) : stored.head;
  const strip = [...codec.strips(head), ...route.strips.map((name) => ({ of: "header" as const, name }))];
  return { head: codec.change(head, { strip, add: marksOf(mark) }), body: route.unwrapped?.body ?? stored.body };
}

function restoreHead(codec: HeadCodec, head: Uint8Array, { headers, properties }: RestoredHead): Uint8Array {
  const now = codec.decode(head);
  const without = (fields: readonly Header[], restored: readonly Header[]) =>
    fields.filter(({ name }) => !restored.some((other) => other.name === name));
  return codec.edit(head, {
    headers: [...without(now.headers, headers), ...headers],
    properties: [...without(now.properties, properties), ...properties],
  });
}
