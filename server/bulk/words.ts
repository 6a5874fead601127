import type { Copies, Done } from "./output.ts";
import { numberText } from "../text/numbers.ts";

/** "1 message", "3,118 messages". */
export function messagesText(n: number): string {
  return n === 1 ? "1 message" : `${numberText(n)} messages`;
}

/** Of messages that a filter may mean and nobody could look at whole; null: there are none. */
export function unreadWords(unread: number): string | null {
  if (unread === 0) return null;
  const which = unread === 1 ? "1 message may match and is" : `${numberText(unread)} messages may match and are`;
  return `${which} not chosen: only the first 1 MB of a body is searched, and headers that cannot be read are not.`;
}

/** Of released messages that a restore makes dead although they were captured again; null: there are none. */
export function copiesWords({ n, lookedAt }: Copies): string | null {
  const twice = "If both copies are replayed, consumers may get them twice.";
  if (lookedAt === null && n === 0) return null;
  if (lookedAt === null) return `${numberText(n)} of them may be here already: captured again after the release. ${twice}`;
  const part = `Only ${numberText(lookedAt)} of the released messages were checked.`;
  if (n === 0) return `Unknown. ${part} None of those was captured again, others may have been. ${twice}`;
  return `At least ${numberText(n)} of them may be here already: captured again after the release. ${part} ${twice}`;
}

/** Where nobody can say whether any were captured again. */
export const copiesUnknown =
  "Unknown: the check failed. If a message was captured again and both copies are replayed, consumers may get it twice.";

const states: Readonly<Record<keyof Done["skippedBy"], string>> = {
  dead: "dead already",
  replaying: "in a replay",
  replayed: "replayed already",
  unknown: "sent or not, nobody can tell",
  discarded: "discarded already",
  released: "released already",
  deleted: "deleted in the meantime",
};

/** Why what was chosen was not all done, by reason, most first: "3 in a replay, 1 deleted in the meantime". Empty: it was. */
export function skippedWords(skippedBy: Done["skippedBy"]): string {
  const counted = Object.entries(skippedBy).filter(([, n]) => n > 0) as [keyof typeof states, number][];
  return counted
    .toSorted(([, one], [, other]) => other - one)
    .map(([state, n]) => `${numberText(n)} ${states[state]}`)
    .join(", ");
}

/** What an answered request has done and has not, and what goes on after it: for a toast. */
export function changedWords(
  { changed, skipped, skippedBy, waiting, unread }: Omit<Done, "operation">,
  word: "discarded" | "restored",
): { what: string; why?: string; failed?: boolean } {
  const done = `${numberText(changed)} ${word}${skipped > 0 ? `, ${numberText(skipped)} not` : ""}`;
  const why = [
    skipped > 0 && `Not: ${skippedWords(skippedBy)}.`,
    unreadWords(unread),
    waiting > 0 && "It goes on by itself; the bar on top shows it.",
  ].filter(Boolean);
  return {
    what: waiting > 0 ? `${done}, ${numberText(waiting)} to go.` : `${done}.`,
    ...(why.length > 0 ? { why: why.join(" ") } : {}),
    ...(changed === 0 && skipped > 0 && waiting === 0 ? { failed: true } : {}),
  };
}
