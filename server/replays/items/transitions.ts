import type { HistoryKind, MessageState } from "../../messages/transitions.ts";
import type { ItemState } from "../transitions.ts";

/** What happens to the message of an item; null: nothing. `state`: what a decided message becomes. */
type MessageStep = null | Exclude<HistoryKind, "decided"> | { readonly kind: "decided"; readonly state: MessageState };

interface ItemTransition {
  readonly from: readonly ItemState[];
  /** Each state that may follow, with what its message does then. */
  readonly to: Readonly<Partial<Record<ItemState, MessageStep>>>;
  /** Whether the time of the outcome becomes that of the event. "first": only where there is none yet. */
  readonly outcome: "set" | "first" | "kept";
}

/** Everything that can happen to an item after it was made. */
export const itemTransitions = {
  /** Its turn came: a check kept it back, or the broker answered. `confirmed`: it was sent, and would not be recognised if it came back. */
  settled: {
    from: ["selected"],
    to: {
      skipped: "let_go",
      held: null,
      confirmed: "confirmed",
      observing: "confirmed",
      returned: "returned",
      refused: "refused",
      unknown: "unknown",
    },
    outcome: "set",
  },
  /** The same, of a message that is released to its dead-letter queue. */
  settled_release: {
    from: ["selected"],
    to: { skipped: "let_go", held: null, confirmed: "released", returned: "returned", refused: "refused", unknown: "unknown" },
    outcome: "set",
  },
  /** Nobody wrote down what became of it, or what was written down is lost. */
  lost: { from: ["selected", "held"], to: { unknown: "unknown" }, outcome: "set" },
  /** The time that it was held for is over: it is judged again. */
  due: { from: ["held"], to: { selected: null }, outcome: "kept" },
  /** Its replay was cancelled before its turn. */
  cancelled: { from: ["selected", "held"], to: { cancelled: "let_go" }, outcome: "kept" },
  /** The broker was asked what became of it. */
  found: {
    from: ["unknown"],
    to: {
      observing: { kind: "decided", state: "replayed" },
      selected: { kind: "decided", state: "replaying" },
      refused: { kind: "decided", state: "dead" },
    },
    outcome: "set",
  },
  /** A person said what became of it. What was sent is watched like any other, from when its outcome was lost. */
  decided: {
    from: ["unknown"],
    to: {
      observing: { kind: "decided", state: "replayed" },
      confirmed: { kind: "decided", state: "replayed" },
      cancelled: { kind: "decided", state: "dead" },
    },
    outcome: "kept",
  },
  /** The same, of a message that was released to its dead-letter queue. */
  decided_release: {
    from: ["unknown"],
    to: { confirmed: { kind: "decided", state: "released" }, cancelled: { kind: "decided", state: "dead" } },
    outcome: "kept",
  },
  /** It was watched for as long as its replay says, and did not come back. */
  stayed_away: { from: ["observing"], to: { presumed_ok: "presumed_ok" }, outcome: "kept" },
  /** Its watch ended before that proved anything: it was sent, and no more is said of it. */
  unwatched: { from: ["observing"], to: { confirmed: null }, outcome: "kept" },
  /** The application that it was sent to says that it processed its event after that. So one of unknown outcome was sent. */
  processed: { from: ["confirmed", "observing", "presumed_ok", "unknown"], to: { processed: "processed" }, outcome: "kept" },
  /**
   * Its message died again. That proves that it was sent, also where its outcome is not written down yet, or where a person or a broker said that it was not
   * (`linkComebacks` looks at who said it).
   */
  came_back: {
    from: ["selected", "confirmed", "unknown", "observing", "presumed_ok", "processed", "cancelled", "refused"],
    to: { came_back: "came_back" },
    outcome: "first",
  },
} as const satisfies Readonly<Record<string, ItemTransition>>;

export type ItemEventKind = keyof typeof itemTransitions;

/** Looks an event up. Throws when it does not lead to this state. */
export function messageStep(kind: ItemEventKind, to: ItemState): MessageStep {
  const steps: ItemTransition["to"] = itemTransitions[kind].to;
  const step = steps[to];
  if (step === undefined) throw new Error(`An item does not become ${to} when it is ${kind}.`);
  return step;
}
