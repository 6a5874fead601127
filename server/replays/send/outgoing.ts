import type { Head, HeadChange, HeadCodec, Header, Outgoing, Target } from "../../sources/port.ts";
import type { ReplayTarget } from "../../db/schema/replays.ts";
import type { RestoredHead, Route } from "../../failures/failure.ts";
import { readOriginRecord } from "../../failures/origin-record.ts";

/** The way of a message, with the head that tells it. */
export interface Routed extends Route {
  /** It comes from a log. */
  readonly log: boolean;
  readonly head: Head;
}

/** Who a publish belongs to; travels with the message so that a comeback is recognised. */
export interface Mark {
  readonly replayId: number;
  readonly itemId: number;
  /** Replays of the lineage, this one included. */
  readonly count: number;
  readonly lineageId: number;
}

/** Strings only: a number among the headers has stopped consumers for good. */
export function marksOf({ replayId, itemId, count, lineageId }: Mark): HeadChange["add"] {
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

/** Where a message would go, or the reason why it can go nowhere. */
type Found = Target | { readonly impossible: string };

/** Where one message goes; "release": back on its dead-letter queue. */
export function targetOf(target: ReplayTarget, routed: Pick<Routed, "origin" | "incomplete" | "log" | "head">): Found | "release" {
  if (target.to === "release") return "release";
  if (routed.incomplete) return { impossible: routed.incomplete };
  switch (target.to) {
    case "failed_queue":
      return toFailedQueue(target.partition === "origin" && routed.log, routed);
    case "origin":
      return toExchange(routed);
    case "queue":
    case "exchange":
      return target;
  }
}

function toFailedQueue(samePartition: boolean, { origin, head }: Pick<Routed, "origin" | "head">): Found {
  if (!origin?.queue) return { impossible: "The message does not carry the queue that it failed in. Choose another target." };
  if (samePartition) return toPartition(origin.queue, head);
  return { to: "queue", queue: origin.queue, ...(origin.routingKey ? { routingKey: origin.routingKey } : {}) };
}

function toExchange({ origin }: Pick<Routed, "origin">): Found {
  const exchange = origin?.exchange ?? null;
  if (exchange === null) return { impossible: "The message does not carry the exchange that it was published to." };
  const routingKey = origin?.routingKey ?? null;
  // By another key the exchange would route it to other queues.
  if (routingKey === null)
    return { impossible: "The message does not carry one routing key that it was published with. Choose another target." };
  return { to: "exchange", exchange, routingKey };
}

/** A partition of another topic would be one by chance. */
function toPartition(queue: string, head: Head): Found {
  const record = readOriginRecord(head);
  if (record === null) return { impossible: "The message does not carry the partition that it came from." };
  if (record.topic !== queue) return { impossible: `It came from a partition of "${record.topic}", and goes to "${queue}".` };
  return { to: "queue", queue, part: record.part };
}
