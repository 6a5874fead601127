import type { LogCodec, LogState } from "../sources/log.ts";
import type { PurgePart, PurgePlan } from "./output.ts";

/** Why a prefix goes no further. */
export type Stop =
  | { readonly why: "dead" | "replaying" | "unknown"; readonly at: string; readonly messageId: number }
  | { readonly why: "failed_import" | "not_here"; readonly at: string }
  | { readonly why: "unread" | "many_holes"; readonly at: string };

/** Of one part of a log: everything before `before` is read and settled. */
export interface SettledPrefix {
  readonly part: string;
  readonly before: string;
  /** The last record of it; null: it holds none. */
  readonly last: string | null;
  readonly records: number;
  /** null: the log ends there. */
  readonly stop: Stop | null;
}

type Words = Pick<LogCodec, "noun" | "text">;

/** What a purge would remove, and for whom. Pure: the same facts give the same plan. */
export function planPurge(log: LogState, prefixes: readonly SettledPrefix[], words: Words): PurgePlan {
  const parts = log.parts.flatMap(({ part, first }): PurgePart[] => {
    const prefix = prefixes.find((one) => one.part === part);
    if (!prefix) return [];
    const before = prefix.before > first ? prefix.before : first;
    const goes = before > first;
    return [
      {
        part,
        before,
        records: prefix.records,
        range: goes ? rangeWords(words, first, prefix) : null,
        stop: prefix.stop && stopWords(words, prefix.stop),
        behind: goes ? behindOf(log, { part, before }, words) : [],
      },
    ];
  });
  return { parts, records: parts.reduce((sum, { records }) => sum + records, 0), compacted: log.settings?.compacted ?? null };
}

function rangeWords({ noun, text }: Words, first: string, { last, before }: SettledPrefix): string {
  if (last === null) return `before ${noun} ${text(before)}`;
  return last === first ? `${noun} ${text(first)}` : `${noun}s ${text(first)} to ${text(last)}`;
}

function behindOf({ readers }: LogState, { part, before }: Pick<PurgePart, "part" | "before">, words: Words): PurgePart["behind"] {
  return readers.flatMap(({ name, positions }) => {
    const next = positions.find((position) => position.part === part)?.at ?? null;
    return next === null || next < before ? [{ group: name, next: next && `${words.noun} ${words.text(next)}` }] : [];
  });
}

function stopWords({ noun, text }: Words, stop: Stop): string {
  const at = `${noun} ${text(stop.at)}`;
  switch (stop.why) {
    case "dead":
      return `Message ${stop.messageId} at ${at} is dead.`;
    case "replaying":
      return `Message ${stop.messageId} at ${at} is being replayed.`;
    case "unknown":
      return `Nobody knows yet whether message ${stop.messageId} at ${at} was sent.`;
    case "failed_import":
      return `The record at ${at} is a failed import.`;
    case "not_here":
      return `Redrive has no copy of the record at ${at}.`;
    case "unread":
      return `Redrive has not read ${at} yet.`;
    case "many_holes":
      return `The log has many holes below ${at}: purge again for what follows.`;
  }
}

/** Why what somebody confirmed does not hold any more; null: it does. */
export function contradictPurge(
  log: LogState,
  plan: PurgePlan,
  asked: readonly { readonly part: string; readonly before: string }[],
  { noun, text }: Words,
): string | null {
  for (const { part, before } of asked) {
    const [there, now] = [log.parts.find((one) => one.part === part), plan.parts.find((one) => one.part === part)];
    if (!there || !now) return `There is no partition ${part}.`;
    if (there.first >= before) return `Partition ${part} begins at ${noun} ${text(there.first)} by now: all of it is gone already.`;
    if (now.before < before)
      return `Partition ${part} is no longer settled up to ${noun} ${text(before)}. ${now.stop ?? "It has been recreated."}`;
  }
  return null;
}
