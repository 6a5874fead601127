import type { Head } from "../sources/port.ts";

/** How sure a recorded attempt is: `exact` has its own record, `first_only` only the first time, `count_only` only a number. */
export type Certainty = "exact" | "first_only" | "count_only";

export const categories = [
  "deserialization",
  "validation",
  "missing_data",
  "duplicate",
  "code_bug",
  "timeout",
  "connection",
  "throttled",
  "downstream_5xx",
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

/** One attempt, or a run of attempts of which only the number is known. */
export interface Attempt {
  /** 1-based, inclusive. */
  readonly from: number;
  readonly to: number;
  readonly at: Date | null;
  /** The queue, consumer or handler where it was tried. */
  readonly where: string | null;
  readonly error: { readonly type: string | null; readonly text: string | null } | null;
  /** The header or field that says so, in words: "x-death, count 4". */
  readonly source: string;
  readonly certainty: Certainty;
}

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

/** Where the message was being consumed when it failed. */
export interface Origin {
  readonly queue: string | null;
  readonly exchange: string | null;
  readonly routingKey: string | null;
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

/** What one convention reads out of one message. All that match contribute. */
export interface Evidence {
  readonly convention: string;
  /** Header names that belong to it. */
  readonly headers: readonly string[];
  /** Of those, the ones that a replay must not carry. */
  readonly strips: readonly string[];
  /** Root cause first. */
  readonly errors: readonly FailureError[];
  readonly attempts: readonly Attempt[];
  /** Total attempts when carried; null: unknown. */
  readonly attemptCount: number | null;
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
  /** Why the event itself is not, or not whole, in the dead letter; null: it is. Sent again it would do harm. */
  readonly incomplete: string | null;
}

/** What sending a message again needs to know of its failure. */
export type Route = Pick<Evidence, "origin" | "strips" | "unwrapped" | "incomplete">;

/** The failure itself, once the evidence of all conventions is put together. */
export interface FailureFacts extends Route, Pick<Evidence, "errors" | "attemptCount" | "reason" | "diedAt" | "diedAfter"> {
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
  readonly headers: Partial<Record<"errorType" | "errorText" | "stack" | "attempts" | "failedAt" | "originQueue" | "handler", string>>;
  /** First match wins, before the built-in rules. */
  readonly categories: readonly {
    readonly match: { readonly errorType?: string; readonly errorText?: string };
    readonly category: Category;
  }[];
  /** Package or path prefixes of the shop's own code; empty: guessed from the trace. */
  readonly ownCode: readonly string[];
  /** Downstream name by error text or frame; first match wins. */
  readonly downstreams: readonly { readonly name: string; readonly match: string }[];
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
  readonly attempts: readonly Attempt[];
  /** Conventions that matched with the header names that belong to each. */
  readonly conventions: readonly { readonly name: string; readonly headers: readonly string[] }[];
}
