import type { Origin } from "./failure.ts";

/** What tells the origins of one queue's groups apart: one name, and what it is the name of. */
export interface Place {
  readonly kind: "queue" | "topic" | "handler" | "exchange";
  readonly name: string;
}

/** The part of an origin that says most. All messages of a group share it. null: no part that names a place is carried. */
export function placeOf(origin: Origin | null): Place | null {
  for (const kind of ["queue", "topic", "handler", "exchange"] as const) {
    const name = origin?.[kind];
    // The default exchange is called "", and routes to any queue.
    if (name) return { kind, name };
  }
  return null;
}

/** The same in words: "queue orders", "exchange shop; queue not carried". `log`: its queues are topics. null: nothing is carried. */
export function placeWords(place: Place | null, log: boolean): string | null {
  if (place === null) return null;
  const queue = log ? "topic" : "queue";
  const kind = place.kind === "queue" ? queue : place.kind;
  return kind === queue ? `${kind} ${place.name}` : `${kind} ${place.name}; ${queue} not carried`;
}
