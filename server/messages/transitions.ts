import type { historyKind, messageState } from "../db/schema/messages.ts";

export type MessageState = (typeof messageState.enumValues)[number];
export type HistoryKind = (typeof historyKind.enumValues)[number];

interface Transition {
  /** Empty: the first event of a message. */
  readonly from: readonly MessageState[];
  /** One state: always that. Several: the event's `data.to` says which. */
  readonly to: readonly [MessageState, ...MessageState[]];
}

/**
 * Everything that can happen to a message. A comeback proves that the publish was done, also when its outcome was not recorded yet;
 * whoever records the outcome later finds the item settled and leaves the message alone.
 */
export const transitions: Readonly<Record<HistoryKind, Transition>> = {
  captured: { from: [], to: ["dead"] },
  claimed: { from: ["dead"], to: ["replaying"] },
  let_go: { from: ["replaying"], to: ["dead"] },
  confirmed: { from: ["replaying"], to: ["replayed"] },
  returned: { from: ["replaying"], to: ["dead"] },
  refused: { from: ["replaying"], to: ["dead"] },
  unknown: { from: ["replaying"], to: ["unknown"] },
  decided: { from: ["unknown"], to: ["dead", "replaying", "replayed", "released"] },
  /** From dead: its last send counted as not done, and was. */
  came_back: { from: ["dead", "replaying", "unknown", "replayed"], to: ["replayed"] },
  presumed_ok: { from: ["replayed"], to: ["replayed"] },
  processed: { from: ["replayed", "unknown"], to: ["replayed"] },
  edited: { from: ["dead"], to: ["dead"] },
  discarded: { from: ["dead"], to: ["discarded"] },
  restored: { from: ["discarded", "released"], to: ["dead"] },
  released: { from: ["replaying"], to: ["released"] },
};
