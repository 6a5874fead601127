/** One table or view of an application's database. Columns are named as the catalogue has them. */
export interface TableRef {
  readonly schema: string;
  readonly table: string;
}

/** A condition on the rows of a table. Presets and redrive.yaml say conditions, never SQL; text is compared as text. */
export type Condition =
  | { readonly column: string; readonly is: "null" | "not_null" | "true" | "not_true" | "not_empty" }
  | { readonly column: string; readonly in: readonly string[] }
  /** The column is JSON, and its object has no such key. */
  | { readonly column: string; readonly lacksKey: string }
  | { readonly column: string; readonly atLeast: number | { readonly column: string } }
  | { readonly column: string; readonly below: number | { readonly column: string } }
  | { readonly any: readonly (readonly Condition[])[] };

/** All of these hold. */
export type Conditions = readonly Condition[];

/** Holds for no row. */
export const never: Condition = { any: [] };

/** A column that holds a moment. One without a zone is read in `zone`, an IANA name; a number counts milliseconds since 1970. */
export interface TimeColumn {
  readonly column: string;
  readonly zone: string;
}

/** A table that says which events were processed: an inbox, or a table of processed events. */
export interface ProcessedMapping extends TableRef {
  readonly kind: "processed";
  readonly eventId: string;
  /** Who processed it; null: the table speaks of one consumer, the application itself. */
  readonly consumer: string | null;
  readonly at: TimeColumn | null;
  /** When a row means "done". Empty: a row is enough. */
  readonly done: Conditions;
  /** How far back absence means "not processed". `all`: rows are never removed. `oldest`: as far as the oldest row. A number: so many seconds. */
  readonly keeps: "all" | "oldest" | number;
}

/** The first that the JSON of the payload has of these places, names joined by dots. */
export interface InPayload {
  readonly inPayload: readonly string[];
}

/** A table of events that wait to be published. */
export interface OutboxMapping extends TableRef {
  readonly kind: "outbox";
  readonly id: string;
  readonly eventId: string | InPayload | null;
  readonly eventType: string | InPayload | null;
  /** Where it goes: a topic, a queue, an exchange. */
  readonly destination: string | null;
  readonly key: string | InPayload | null;
  /** Its number among the events of its key; left out: no row tells. */
  readonly number?: string | InPayload;
  readonly payload: string | null;
  readonly headers: string | null;
  readonly created: TimeColumn | null;
  readonly publishedAt: TimeColumn | null;
  readonly attempts: string | null;
  readonly error: string | null;
  readonly pending: Conditions;
  /** null: rows are removed when they are published. */
  readonly published: Conditions | null;
  /** null: the table cannot tell. */
  readonly failed: Conditions | null;
  /** The documented way to publish a row again; null: there is none. */
  readonly publishNow: Retry | null;
  /** A relay that leaves no mark in the rows, so that they do not tell what was published: it reads the database's log, or keeps offsets elsewhere. */
  readonly unmarked?: "log" | "offsets";
  /** The replication slot of the connector that reads it from the log; left out: redrive.yaml does not say. */
  readonly slot?: string;
  /** Some relays of this framework never mark a row as published: counts hold only where some row is marked. */
  readonly perhapsUnmarked?: true;
  /** What the table cannot tell, a sentence each. */
  readonly untold: readonly string[];
}

/** A column of another table in the same schema: of the row there whose `key` is this row's `via`. `all`: of all such rows, as a JSON array, oldest first. */
export interface Lookup {
  readonly via: string;
  readonly table: string;
  readonly key: string;
  readonly column: string;
  readonly all?: { readonly by: string };
}

/** A column of the table itself, or of another one; several columns as one JSON object. */
export type JobColumn = string | Lookup | readonly string[];

/** A table of background jobs. */
export interface JobsMapping extends TableRef {
  readonly kind: "jobs";
  readonly id: string;
  /** What people watch apart: a queue, or where a framework has none, a type of job. */
  readonly queue: JobColumn | null;
  /** Every queue, where another table of the same schema lists them. */
  readonly queues: { readonly table: string; readonly column: string } | null;
  readonly type: JobColumn | null;
  readonly payload: JobColumn | null;
  readonly attempts: JobColumn | null;
  readonly mostAttempts: JobColumn | null;
  readonly created: TimeColumn | null;
  readonly failedAt: TimeColumn | null;
  /** A column that changes with every failure, where neither attempts nor `failedAt` does. `xmin`: the row is written anew. */
  readonly changes: string | null;
  /** Names the reader of its errors (`server/failures/job-errors.ts`). */
  readonly errors: { readonly column: JobColumn; readonly form: string } | null;
  readonly failed: Conditions;
  /** When a row means that the job is done. null: the table cannot tell. "removed": its row is gone then, as it is when somebody removes it. */
  readonly done: Conditions | "removed" | null;
  /** The documented way to run a failed job again; null: there is none in SQL. `leaves`: which failed jobs a statement does not take, a sentence. */
  readonly retry: Retry | { readonly statement: string; readonly leaves?: string } | null;
  /** Jobs in hand, and since when: one that is for longer than `afterSeconds` is stuck, since its worker has died. Left out: the table does not tell. */
  readonly stuck?: { readonly when: Conditions; readonly since: TimeColumn; readonly afterSeconds: number };
  /** What the table cannot tell, a sentence each. */
  readonly untold: readonly string[];
}

/** A table of the last number that was processed of each key, or of numbers that were. */
export interface SequenceMapping extends TableRef {
  readonly kind: "sequences";
  readonly key: string;
  readonly last: string;
  /** Where the number stands in a JSON document of `last`, names joined by dots; null: it is the column itself. */
  readonly field: string | null;
  /** A number that is missing is no gap: many keys share their counter. */
  readonly holes: boolean;
  readonly consumer: string | null;
  readonly at: TimeColumn | null;
}

/** A table with the newest event that was processed of each key: what carries older state is stale, where events have no number. */
export interface LatestMapping extends TableRef {
  readonly kind: "latest";
  readonly key: string;
  /** Types of the events whose state it has; null: of all. */
  readonly eventTypes: readonly string[] | null;
  /** When that event was produced, as it says itself; not when it was processed. */
  readonly eventAt: TimeColumn;
  readonly consumer: string | null;
}

/** `raisedAbove`: as it is, but more than that column. `withoutKey`: as it is, a JSON object, but without that key; of jobs only. */
export type SetTo = "null" | "now" | number | string | boolean | { readonly raisedAbove: string } | { readonly withoutKey: string };

/** One guarded statement that a framework documents: `set` on rows for which `only` still holds. */
export interface Retry {
  readonly set: Readonly<Record<string, SetTo>>;
  readonly only: Conditions;
  /** How long the first of many is watched, in milliseconds; left out: as long as suits a relay that looks every few seconds. */
  readonly canaryMs?: number;
}

export type Mapping = ProcessedMapping | OutboxMapping | JobsMapping | SequenceMapping | LatestMapping;
export type MappingKind = Mapping["kind"];
