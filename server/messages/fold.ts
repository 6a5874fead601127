import type { FoundOriginal } from "./delivered.ts";
import { type HistoryKind, type MessageState, transitions } from "./transitions.ts";

export interface HistoryEvent {
  readonly seq: number;
  readonly kind: HistoryKind;
  readonly at: Date;
  readonly data: unknown;
}

/** `data` of a "captured" event: what the bytes do not say. Absent: none. */
export interface CapturedFacts {
  readonly queueId: number;
  readonly lineageId?: number;
  readonly cameBackFrom?: number;
  readonly replayCount?: number;
  readonly suspectedDuplicateOf?: number;
  /** It may be this message, which was released: the row has its time of death. Of several copies it is the first. */
  readonly releasedFrom?: number;
  /** Only of a dead letter that is not whole without its original. "taken": the row is read from version 2, which holds it. */
  readonly original?: FoundOriginal["found"];
}

/** The part of a message's row that history decides; the rest is read from its bytes. */
export interface Folded {
  readonly state: MessageState;
  readonly seq: number;
  readonly version: number;
  readonly capturedAt: Date;
  readonly facts: CapturedFacts;
}

/** Folds the events of one message, oldest first. Throws when they cannot have happened in this order. */
export function foldHistory(events: readonly HistoryEvent[]): Folded {
  const [first, ...rest] = events;
  if (first?.kind !== "captured" || first.seq !== 1) throw new Error("A history begins with captured, number 1.");
  const captured: Folded = { state: "dead", seq: 1, version: 1, capturedAt: first.at, facts: first.data as CapturedFacts };
  return rest.reduce(applyEvent, captured);
}

function applyEvent(row: Folded, event: HistoryEvent): Folded {
  const { from, to } = transitions[event.kind];
  if (event.seq !== row.seq + 1) throw new Error(`Event ${event.seq} follows event ${row.seq}.`);
  if (!from.includes(row.state)) throw new Error(`${event.kind} cannot happen to a message that is ${row.state}.`);
  return { ...row, state: choose(to, event.data), seq: event.seq, version: row.version + (event.kind === "edited" ? 1 : 0) };
}

function choose(to: readonly [MessageState, ...MessageState[]], data: unknown): MessageState {
  if (to.length === 1) return to[0];
  const wanted = (data as { to?: unknown } | null)?.to;
  const state = to.find((candidate) => candidate === wanted);
  if (!state) throw new Error(`The event must say which state follows: ${to.join(", ")}.`);
  return state;
}
