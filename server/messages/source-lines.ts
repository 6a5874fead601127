import type { Fate } from "../sources/attempt.ts";
import type { MessageState } from "./transitions.ts";

export interface SourceFacts {
  readonly state: MessageState;
  /** What has become of it at a source that keeps it; null: it stands there as it was captured, or its source keeps nothing. */
  readonly fate: Exclude<Fate, "standing"> | null;
  readonly cameBackAs: number | null;
}

interface Line {
  readonly kind: "source";
  readonly tone: "warn" | "ok" | "none";
  readonly text: string;
}

const unreplayed = {
  taken_up: "Somebody retried it at its source: it is not failed there any more.",
  done: "It is done at its source: somebody retried it there, and it worked.",
  done_or_removed: "It is gone at its source: it was done, or somebody removed it.",
  gone: "It is gone at its source: somebody removed it, or it was kept long enough.",
} as const;
const replayed = {
  taken_up: "Its source has taken it up: it waits there, or runs.",
  done: "It is done at its source.",
  done_or_removed: "It is gone at its source, as what is done is. Somebody may also have removed it.",
  gone: "It is gone at its source: it was done and kept long enough, or somebody removed it.",
} as const;

/** What its source says of it, where that keeps it. Pure. */
export function sourceLines({ fate, state, cameBackAs }: SourceFacts): Line[] {
  if (fate === null || cameBackAs !== null) return [];
  if (state === "replayed") return [{ kind: "source", tone: fate === "done" ? "ok" : "none", text: replayed[fate] }];
  const tail = fate === "taken_up" || state !== "dead" ? "" : " A replay would find nothing: discard it.";
  return [{ kind: "source", tone: fate === "done" ? "ok" : "warn", text: `${unreplayed[fate]}${tail}` }];
}
