import { CircleCheck, CircleHelp, CircleX, EyeOff, Inbox, Pencil, RotateCw, Send, Undo2 } from "lucide-react";
import type { Message } from "./message";

type Kind = Message["history"][number]["kind"];

interface Look {
  readonly icon: typeof Inbox;
  readonly words: string;
  readonly tone: "text-ok" | "text-bad" | "text-warn" | "text-accent-ink" | "text-ink-3";
}

const looks: Readonly<Record<Kind, Look>> = {
  captured: { icon: Inbox, words: "Captured", tone: "text-ink-3" },
  claimed: { icon: RotateCw, words: "Chosen", tone: "text-ink-3" },
  let_go: { icon: Undo2, words: "Let go, the replay was cancelled", tone: "text-ink-3" },
  confirmed: { icon: CircleCheck, words: "Sent: the broker has taken it", tone: "text-accent-ink" },
  returned: { icon: CircleX, words: "Returned: nobody was there to take it", tone: "text-bad" },
  refused: { icon: CircleX, words: "Refused by the broker", tone: "text-bad" },
  unknown: { icon: CircleHelp, words: "Outcome unknown", tone: "text-warn" },
  decided: { icon: CircleCheck, words: "Decided by a person", tone: "text-accent-ink" },
  came_back: { icon: Undo2, words: "Came back dead", tone: "text-bad" },
  presumed_ok: { icon: CircleCheck, words: "Has not come back while it was watched", tone: "text-ok" },
  processed: { icon: CircleCheck, words: "Processed by its application", tone: "text-ok" },
  edited: { icon: Pencil, words: "Edited", tone: "text-accent-ink" },
  discarded: { icon: EyeOff, words: "Discarded", tone: "text-ink-3" },
  restored: { icon: Undo2, words: "Restored", tone: "text-ink-3" },
  released: { icon: Undo2, words: "Released to its dead-letter queue", tone: "text-ink-3" },
};

/** How long its failure takes to kill is not known, or nobody was seen to consume it: that it has not come back so far is no success. */
const notDeadAgain: Look = { icon: Send, words: "Not dead again so far", tone: "text-ink-3" };

/** How an event of the history looks, in one place for its list and its strip. */
export function lookOf({ kind, data }: { readonly kind: Kind; readonly data: { readonly proven?: boolean | undefined } | null }): Look {
  return kind === "presumed_ok" && !data?.proven ? notDeadAgain : looks[kind];
}
