import type { ReplayTarget } from "../db/schema/replays.ts";
import type { CaptureMode } from "../config/config.ts";
import type { Verdict } from "../failures/failure.ts";
import type { OriginRecord } from "../failures/origin-record.ts";
import type { RouteFacts } from "../messages/route-facts.ts";
import type { MessageState } from "../messages/transitions.ts";
import type { Sizes } from "../sources/port.ts";
import type { Destination } from "./destination.ts";

/** What decides whether a check applies at all. */
export interface Scope {
  readonly target: ReplayTarget;
  /** It comes from a log. */
  readonly log: boolean;
  /** Its replay keeps order. */
  readonly ordered: boolean;
}

/** A message that somebody wants to send, or all messages that share what is said here. */
export interface Candidate extends Scope {
  /** Messages that it stands for. */
  readonly n: number;
  readonly source: string;
  readonly queue: string;
  /** How the queue is captured; null: it is not configured. */
  readonly mode: CaptureMode | null;
  readonly watched: boolean;
  readonly paused: boolean;
  /** Its source has exchanges to go back to; null: it is no longer configured. */
  readonly exchanges: boolean | null;
  /** Messages of its source carry headers, so a comeback is recognised; null: it is no longer configured. */
  readonly carriesHeaders: boolean | null;
  readonly state: MessageState;
  /** Replays of its lineage. */
  readonly replayCount: number;
  /** Where its group failed: the queue that it failed in, where `facts` say that it carries one. */
  readonly origin: string | null;
  /** null: its row has not been derived since it holds them. */
  readonly facts: RouteFacts | null;
  /** Configured downstreams that its handler calls. null: not derived by the rules in force. */
  readonly needs: readonly string[] | null;
  /** Of what would be sent. */
  readonly verdict: Verdict;
  /** A person changed it since it died. */
  readonly edited: boolean;
  /** In a plan: the groups of these messages that still kill (`server/failures/standing.ts`). */
  readonly failing: readonly number[];
  /** null: it stands for many. */
  readonly message: CandidateMessage | null;
}

export interface CandidateMessage {
  readonly id: number;
  readonly eventKey: string | null;
  readonly eventId: string | null;
  /** When its event was produced. null: it does not say, or its bytes are not read at this moment. */
  readonly producedAt: Date | null;
  /** null: not known, so a check that judges by age cannot know either. */
  readonly diedAt: Date | null;
  /** null: it is no item yet. */
  readonly item: { readonly id: number; readonly replayId: number } | null;
  /** In a plan of some hundred messages, and before each send; null: its bytes are not read at this moment. */
  readonly way: Way | null;
  /** In a plan, of a message from a log: where it stood and where it would go; null otherwise. */
  readonly place: LogPlace | null;
}

/** What the bytes of one message say of its way. */
export interface Way {
  /** null: there is an obstacle (`destination.ts`). */
  readonly destination: Destination | null;
  /** As it would be sent; null: its head cannot be read. */
  readonly sizes: Sizes | null;
  /** Why its broker does not take it, in words; null: it does. */
  readonly problem: string | null;
  /** Of a release: milliseconds after which it expires, wherever it lies, by what it carries. null: never by that. */
  readonly expiresMs: number | null;
}

/** What the headers of a message from a log tell. */
export interface LogPlace {
  /** What it is known by: the event's key, otherwise the record's. */
  readonly name: string | null;
  /** The record's own key; null: it has none, and no place among others. */
  readonly key: Uint8Array | null;
  /** The topic that it would go to; null: not known. */
  readonly topic: string | null;
  /** The record that it was made from; null: not carried. */
  readonly record: OriginRecord | null;
  /** The consumer group that it failed in; null: not carried. */
  readonly group: string | null;
  /** The topic that `group` failed in; null: not known. */
  readonly failedAt: string | null;
  /** Of a few: the body that would be sent, to compare with the record's. */
  readonly compared: { readonly body: Uint8Array | null } | null;
}
