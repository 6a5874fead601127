import type { Head, Header } from "../sources/port.ts";

export const categories = [
  "deserialization",
  "validation",
  "missing_data",
  "duplicate",
  "code_bug",
  "timeout",
  "connection",
  "throttled",
  "conflict",
  "unavailable",
  "downstream_5xx",
  "downstream_answer",
  "auth",
  "expired",
  "overflow",
  "delivery_limit",
  "unknown",
] as const;
export type Category = (typeof categories)[number];

/** poison: the same bytes will fail again. transient: replay when the cause is gone. unknown: nothing carried says. */
export const verdicts = ["poison", "transient", "unknown"] as const;
export type Verdict = (typeof verdicts)[number];

export interface FailureError {
  readonly type: string | null;
  readonly text: string | null;
  /** The stack as the framework wrote it; null when it is not carried. */
  readonly stack: string | null;
}

/** What a convention finds of one try of a consumer. */
export interface TryRecord {
  /** How many tries came after it; 0: it was the last. */
  readonly after: number;
  readonly at: Date | null;
  /** The queue, consumer or handler where it was tried. */
  readonly where: string | null;
  readonly error: { readonly type: string | null; readonly text: string | null } | null;
  /** The header or field that says so, in words: "MT-Fault headers". */
  readonly source: string;
}

/** How often a consumer tried, by what counts tries, with the counter in words: "x-attempts 3". At least 1. */
export interface Tries {
  readonly count: number;
  readonly source: string;
}

/**
 * What was counted that is no try: one rejection may end several tries within a consumer, and a delivery may reach none. `limit`: returned to its queue
 * until the delivery limit, how often is not carried.
 */
export interface HandlingCount {
  readonly kind: "rejected" | "limit" | "delivered" | "received";
  /** The queue or consumer group that it was counted for. */
  readonly where: string | null;
  /** null: at least once, the number is not carried. */
  readonly count: number | null;
  /** When it happened for the first time. */
  readonly firstAt: Date | null;
  readonly source: string;
}

/** A line of the list of attempts: one with a record of its own, or a run of which only the number is known. */
export type Attempt =
  | (Omit<TryRecord, "after"> & {
      readonly kind: "recorded";
      /** 1-based; null: how many came before it is not carried. */
      readonly number: number | null;
      readonly last: boolean;
    })
  | {
      readonly kind: "counted";
      /** 1-based, inclusive. */
      readonly from: number;
      readonly to: number;
      readonly source: string;
    };

export interface Frame {
  /** Class and method, or file and function, without line numbers. */
  readonly name: string;
  /** "PaymentClient.java:88"; null when the trace has none. */
  readonly location: string | null;
  /** false: a library or runtime frame, folded in the UI. */
  readonly own: boolean;
  /** Package or module that folded frames are named by. */
  readonly module: string;
}

/** Where the message was being consumed when it failed. Each part is carried or unknown on its own; none is derived from another. */
export interface Origin {
  /** A queue, or on a log a topic, that the message names as such. */
  readonly queue: string | null;
  /** What it was published to; "" is the default exchange. */
  readonly exchange: string | null;
  /** What it was published with, where only one key is possible. */
  readonly routingKey: string | null;
  /** A name of which only the framework knows what it stands for at the broker, so nothing is sent there. */
  readonly topic: string | null;
  /** A handler, a task or a consumer group. */
  readonly handler: string | null;
}

/** The business event inside the message, by envelope paths; null where absent or not configured. */
export interface Envelope {
  readonly eventId: string | null;
  readonly eventType: string | null;
  readonly key: string | null;
  readonly version: string | null;
  readonly sequence: string | null;
  readonly producedAt: Date | null;
}

/** What an envelope says, as it was written. */
export type EventFields = { readonly [field in keyof Envelope]?: string | null };

/** A message's own properties and headers, where a framework has published it again without them. */
export interface RestoredHead {
  readonly headers: readonly Header[];
  readonly properties: readonly Header[];
  /** Why they are restored, and what cannot be, in words. */
  readonly why: string;
}

/** What one convention reads out of one message. All that match contribute. */
export interface Evidence {
  readonly convention: string;
  /** Header names that belong to it. */
  readonly headers: readonly string[];
  /** Of those, the ones that a replay must not carry. */
  readonly strips: readonly string[];
  /** Root cause first. */
  readonly errors: readonly FailureError[];
  readonly attempts: readonly TryRecord[];
  /** null: nothing that it knows of counted tries. */
  readonly tries: Tries | null;
  readonly counts: readonly HandlingCount[];
  readonly origin: Origin | null;
  /** expired, overflow, delivery_limit, rejected ... in the broker's word; null when it has none. */
  readonly reason: string | null;
  /** The death; null: not carried. */
  readonly diedAt: Date | null;
  /** A time before which it did not die, where the death is not carried; null: none. */
  readonly diedAfter: Date | null;
  /** What wrote it published the dead letter itself and left no time: a death that the broker noted was an earlier one. */
  readonly forwards: boolean;
  /** The event text when the framework wraps it in a body of its own (EasyNetQ, Celery ...): what the origin should get again. */
  readonly unwrapped: { readonly body: Uint8Array; readonly why: string } | null;
  readonly restores: RestoredHead | null;
  /** Why the event itself is not, or not whole, in the dead letter; null: it is. Sent again it would do harm. */
  readonly incomplete: string | null;
}

/** What sending a message again needs to know of its failure. */
export type Route = Pick<Evidence, "origin" | "strips" | "unwrapped" | "restores" | "incomplete">;

/** The failure itself, once the evidence of all conventions is put together. */
export interface FailureFacts extends Route, Pick<Evidence, "errors" | "reason" | "diedAt" | "diedAfter"> {
  /** How often a consumer tried; null: not carried. */
  readonly attemptCount: number | null;
  readonly frames: readonly Frame[];
  readonly errorText: string | null;
  /** sha256 hex of the grouping facts; equal for the same bug, whatever ids and numbers its texts hold. */
  readonly fingerprint: string;
  readonly envelope: Envelope;
}

/** What diagnosis reads: nothing but the message and its configuration. */
export interface FailedMessage {
  /** It is a record of a log. */
  readonly log: boolean;
  readonly source: string;
  readonly queue: string;
  readonly head: Head;
  readonly body: Uint8Array | null;
  readonly receivedAt: Date;
}

/** Per-queue settings from redrive.yaml that diagnosis honours. */
export interface FailureRules {
  /** Envelope paths, e.g. { eventId: "$.eventId" }; dots and brackets, or "header:name" and "property:name". A field with a path is read nowhere else. */
  readonly envelope: Partial<Record<"eventId" | "eventType" | "key" | "version" | "sequence" | "producedAt", string>>;
  /** Home-grown failure headers: which header carries what. */
  readonly headers: Partial<
    Record<"errorType" | "errorText" | "stack" | "attempts" | "retries" | "failedAt" | "originQueue" | "handler", string>
  >;
  /** First match wins, before the built-in rules. */
  readonly categories: readonly {
    readonly match: { readonly errorType?: string; readonly errorText?: string };
    readonly category: Category;
  }[];
  /** Package or path prefixes of the shop's own code; empty: guessed from the trace. */
  readonly ownCode: readonly string[];
  /** Downstream name by error text or frame; first match wins. */
  readonly downstreams: readonly { readonly name: string; readonly match: string }[];
  /** Downstreams of the whole installation with what ties messages to them. */
  readonly needs: readonly Need[];
}

/** What ties messages to a downstream: one of its ties has to fit. */
export interface Need {
  readonly name: string;
  readonly ties: readonly Tie[];
}

/** Each list that is not empty has to fit; `errors` and `frames` count as one. */
export interface Tie {
  /** As "source/queue", with `*` for anything. */
  readonly queues: readonly string[];
  /** Queue, exchange, topic or handler where the message failed. */
  readonly origins: readonly string[];
  readonly eventTypes: readonly string[];
  /** Words in the type or text of an error. */
  readonly errors: readonly string[];
  /** Words in a frame. */
  readonly frames: readonly string[];
}

export interface Diagnosis extends FailureFacts {
  readonly category: Category;
  readonly verdict: Verdict;
  /** What the verdict rests on, in words, strongest first. */
  readonly evidence: readonly string[];
  /** "PaymentTimeoutException in PaymentClient.charge". */
  readonly title: string;
  readonly errorType: string | null;
  /** First own frame; null without a stack. */
  readonly frame: string | null;
  /** The downstream that the error is about; null: none named. */
  readonly downstream: string | null;
  /** Downstreams of redrive.yaml that its handler calls, sorted. */
  readonly needs: readonly string[];
  /** In their order, none twice. */
  readonly attempts: readonly Attempt[];
  /** What was counted beside tries, oldest first. */
  readonly counts: readonly HandlingCount[];
  /** Conventions that matched with the header names that belong to each. */
  readonly conventions: readonly { readonly name: string; readonly headers: readonly string[] }[];
}
