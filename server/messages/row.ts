import type { Category, Verdict } from "../failures/failure.ts";
import type { MessageState } from "./transitions.ts";

/** A row of `messages`, as capture writes it. */
export interface MessageRow {
  readonly id: number;
  readonly queueId: number;
  readonly groupId: number;
  readonly state: MessageState;
  /** When it died, or, where that is not known, when it was captured: what lists sort by. */
  readonly sortAt: Date;
  /** It died at `sortAt`; false: when is not carried. */
  readonly deathKnown: boolean;
  /** Where the death is not known: it did not die before. null: that is not carried either. */
  readonly diedAfter: Date | null;
  readonly capturedAt: Date;
  readonly eventId: string | null;
  readonly eventKey: string | null;
  readonly eventType: string;
  /** A whole number as text, up to 2^63 - 1. */
  readonly sequence: string | null;
  readonly errorText: string | null;
  readonly attempts: number | null;
  readonly size: number;
  readonly version: number;
  readonly seq: number;
  readonly lineageId: number | null;
  readonly cameBackFrom: number | null;
  readonly replayCount: number;
  readonly originPosition: string | null;
  /** null: the broker gives an exact identity. */
  readonly fingerprint: number | null;
  readonly suspectedDuplicateOf: number | null;
  /** It is an arrival in charts; false: it came back from a release, and was counted when it came first. */
  readonly arrived: boolean;
  /** See `route-facts.ts`. */
  readonly routeFacts: number;
  /** See `needs.ts`. */
  readonly needs: string;
  /** The number of the rules that it is derived by; see `derive/number.ts`. */
  readonly derivation: number;
}

/** What one message says about its group: the newest death speaks for all. */
export interface GroupFacts {
  readonly id: number;
  readonly fingerprint: string;
  readonly queueId: number;
  readonly verdict: Verdict;
  readonly category: Category;
  readonly evidence: readonly string[];
  readonly title: string;
  readonly errorType: string | null;
  readonly errorText: string | null;
  readonly frame: string | null;
  readonly downstream: string | null;
  /** The queue, on a log the topic, that its messages name; null: they name none. */
  readonly origin: string | null;
  /** What they carry of their origin, in words; null: nothing. */
  readonly originWords: string | null;
}
