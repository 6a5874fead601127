/** What messages of a type are, as redrive.yaml says. `notification`: something happened, look it up; `state`: the entity as it was then; `command`: do this. */
export const styles = ["notification", "state", "command"] as const;

/** `event`: the envelope tells it from a command, and nothing says more. */
export type Style = (typeof styles)[number] | "event";

export interface EventTypeSpec {
  readonly name: string;
  readonly kind: (typeof styles)[number];
  readonly fetch: EntityFetch | null;
}

/** Where the entity of an event is read. */
export interface EntityFetch {
  /** A URL with {key}, {eventId}, {eventType} or {payload.path} in its path or query. */
  readonly template: string;
  /** Headers of each request; their values are secrets. */
  readonly sends: Readonly<Record<string, string>>;
  /** Path in the answer of the time of its last change; null: Last-Modified says it, or nothing does. */
  readonly changedAt: string | null;
  /** Path in the answer of a number that grows with each change, as the event's sequence number does; null: there is none. */
  readonly version: string | null;
}
