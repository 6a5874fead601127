import { numberText } from "../text/numbers.ts";
import type { Trouble } from "./words.ts";

/** Keys with one kind of trouble, and their messages that wait or are stale. */
export interface KeyCounts {
  readonly keys: number;
  readonly messages: number;
}

const keysText = (n: number, does: string, do_: string) => `${numberText(n)} ${n === 1 ? `key ${does}` : `keys ${do_}`}`;

/** The sentence over the page: which keys wait, and what else is out of order. */
export function answerSequences({ gap, blocked, stale }: Readonly<Record<Trouble, KeyCounts>>): {
  readonly title: string;
  readonly sub: string;
} {
  const waiting = gap.messages + blocked.messages;
  const keys = gap.keys + blocked.keys;
  const late =
    stale.messages === 0
      ? ""
      : `${numberText(stale.messages)} ${stale.messages === 1 ? "message is" : "messages are"} stale: a later number of their key was processed.`;
  if (keys === 0) return { title: stale.keys === 0 ? "No key waits for an earlier event." : late, sub: "" };
  const title = `${keysText(keys, "waits", "wait")} for an earlier event, and ${numberText(waiting)} ${waiting === 1 ? "message waits" : "messages wait"} behind ${keys === 1 ? "it" : "them"}.`;
  const poison = blocked.keys === 0 ? "" : `${keysText(blocked.keys, "waits", "wait")} for a poison message.`;
  return { title, sub: [poison, late].filter(Boolean).join(" ") };
}
