import { frontOf, type Judged, runWords, type Standing } from "../sequences/judge-sequence.ts";
import type { StoredEntry } from "../sequences/read-keys.ts";
import { type Asking, type Check, sentences } from "./check.ts";
import { isAfterOthers, type Ordered, readSequences, type SequenceFacts } from "./sequence-facts.ts";

/**
 * What it waits for. Numbers as text. `where` null: no stored message has the first number, so nobody knows where it is. Whoever sees the message may not see
 * the other queues of its consumer, so of a message in one of those no more is said than that it comes first: `first` is null then.
 */
export type Gap = {
  readonly number: string;
  readonly first: string | null;
  readonly where: Standing | null;
  /** The message that has it. */
  readonly behind: number | null;
  /** Numbers that no stored message has, in words; "": none. */
  readonly missing: string;
  /** The first number waits in an outbox; which is not said to whoever sees the message, but not the application. Left out by versions before: not known. */
  readonly outbox?: boolean;
};

/** `wakeSequences` ends it: this is for what no worker looks at. */
const holdMs = 86_400_000;

/**
 * One message of a key at a time, in the order of their numbers: it waits while an earlier one is dead, on its way, or watched, and while a number before it is
 * missing at its consumer.
 */
export const sequenceGap: Check<SequenceFacts, Gap> = {
  code: "sequence_gap",
  when: ["plan", "send"],
  per: "message",
  applies: ({ target }) => target.to !== "release",
  read: readSequences,
  judge: (facts, candidate, now) => {
    const found = candidate.message ? facts.of.get(candidate.message.id) : undefined;
    if (!found || found.despite.includes("sequence_gap")) return null;
    const { judged, outbox } = found;
    if (judged.is === "unknown") return { do: "unknown", data: null };
    if (judged.is !== "waits") return null;
    const data = { ...gapOf(found, judged), outbox: outbox !== null };
    return isAfterOthers(facts, candidate, judged) ? { do: "send", data } : { do: "hold", data, until: new Date(now.getTime() + holdMs) };
  },
  words: {
    line: (found) => {
      const held = found.judged.filter(({ finding }) => finding?.do === "hold");
      if (held.length === 0 && found.n > 0)
        return {
          label: "Behind an earlier number",
          n: found.n,
          text: "sent one after the other: each waits until the one before it is processed",
        };
      const n = held.reduce((sum, { candidate }) => sum + candidate.n, 0);
      const details = [...new Set(held.flatMap(({ finding }) => (finding?.data ? [detailOf(finding.data)] : [])))].slice(0, 3);
      return sentences({
        label: "Behind an earlier number",
        some: "held until the earlier numbers of their key are processed",
        none: null,
        tone: "warn",
        details,
      })({
        ...found,
        n,
      });
    },
    reason: (data) => (data ? `held: ${waitWords(data)}` : "held: its place in the order of its key is not known"),
  },
};

/** Those of these messages, which are no items yet, that wait for a number and so would be held if each were sent now. */
export async function waitForNumber(
  ctx: Asking,
  messages: readonly { readonly id: number; readonly key: string | null }[],
): Promise<ReadonlySet<number>> {
  const { of } = await readSequences(
    ctx,
    messages.map(({ id, key }) => ({ message: { id, eventKey: key, producedAt: null, item: null } })),
  );
  return new Set(
    [...of].flatMap(([id, { judged, despite }]) => (judged.is === "waits" && !despite.includes(sequenceGap.code) ? [id] : [])),
  );
}

function gapOf({ number, queueId, isShared }: Ordered, judged: Extract<Judged<StoredEntry>, { readonly is: "waits" }>): Gap {
  const front = frontOf(judged);
  const entry = front?.entry ?? null;
  if (entry && entry.queueId !== queueId) return { number: String(number), first: null, where: null, behind: null, missing: "" };
  return {
    number: String(number),
    first: String(front?.number ?? number),
    where: entry && entry.standing,
    behind: entry && entry.id,
    // Between two runs that are missing stands a message, perhaps in another queue.
    missing: isShared ? "" : runWords(judged.missing),
  };
}

const places: Readonly<Record<Standing, string>> = {
  dead: "is dead here",
  moving: "is in a replay",
  sent: "was sent and is watched",
  unknown: "was sent or not, nobody knows",
  passed: "was processed",
  discarded: "was discarded here",
  back: "was put back on its dead-letter queue",
};

/** "6 waits for 5, which is dead here". */
export function waitWords({ number, first, where, missing, outbox = false }: Gap): string {
  if (first === null) return `number ${number} waits for an earlier number of its key, which is in another queue`;
  if (outbox) return `number ${number} waits for ${first}, which waits in an outbox`;
  const what =
    where === null
      ? `${missing.includes(",") || missing.includes(" to ") ? missing : first}, and no stored message has it`
      : `${first}, which ${places[where]}`;
  return `number ${number} waits for ${what}`;
}

function detailOf(data: Gap): string {
  const words = waitWords(data);
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;
}
