import { hash } from "node:crypto";
import type { Category, FailedMessage, FailureError, Frame, Origin } from "./failure.ts";
import { maskFrame, maskText } from "./masks.ts";
import { placeOf } from "./place.ts";
import { remember } from "./remember.ts";

/** What two messages share when they failed with the same bug. */
export interface GroupingFacts {
  /** With its text uncut, so that a cut does not fall differently in two texts of different length. */
  readonly root: FailureError | null;
  readonly frame: Frame | null;
  /** What tells its trace from others where it has no such frame; "": nothing. */
  readonly outline: string;
  readonly origin: Origin | null;
  readonly reason: string | null;
  /** Two bugs, though they surface at one place with one type; null: the type says it. */
  readonly category: Category | null;
}

/**
 * The grouping facts, hashed: root error type and first own frame; without such a frame, the type and the text with everything that varies
 * masked, and the outline of the trace; without an error, the broker's reason. The category too where more than the type tells it: a group has one verdict.
 * Always the place that is carried, the source and the queue. The same bug gives the same hash for ever.
 */
export function fingerprintOf({ source, queue }: FailedMessage, { root, frame, outline, origin, reason, category }: GroupingFacts): string {
  const type = root?.type ? maskFrame(root.type) : "";
  const text = root?.text ? maskText(root.text) : "";
  const told = frame ? ["frame", type, frame.name] : root ? ["text", type, text, ...(outline ? [outline] : [])] : ["reason", reason ?? ""];
  return digest([...told, ...(category ? [category] : []), placeOf(origin)?.name ?? "", source, queue].join("\u0000"));
}

const digest = remember((facts) => hash("sha256", facts));
