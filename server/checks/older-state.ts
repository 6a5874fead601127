import { consumersOf } from "../applications/consumer-of.ts";
import { numberArray, textArray } from "../db/arrays.ts";
import { type Aged, judgeStale } from "../sequences/judge-stale.ts";
import type { Candidate, CandidateMessage } from "./candidate.ts";
import { readDespite } from "./read-despite.ts";
import { type Asking, type Check, sentences } from "./check.ts";

/** Times as ISO text. `sure`: it is older by more than clocks differ. `unknown`: why nobody knows, and then nothing else is known. */
type Older = { readonly produced: string | null; readonly latest: string | null; readonly sure: boolean; readonly unknown: string | null };

interface Facts {
  /** What each application that consumes it says of its key; of messages that carry state, and have no number. */
  readonly of: ReadonlyMap<number, readonly Aged[]>;
  readonly despite: ReadonlyMap<number, readonly string[]>;
}

/** Judged again so often: nothing else ends it but a newer event that is processed, or a cancel, since `despite` is frozen at the start. */
const holdMs = 86_400_000;

/**
 * A message that carries state and has no number, where an event of its key that was produced later was processed. It is certain only beyond what clocks differ by:
 * what was produced within 5 s of it is held, since nobody knows which of the two is newer.
 */
export const olderState: Check<Facts, Older> = {
  code: "older_state",
  when: ["plan", "send"],
  per: "message",
  applies: ({ target }) => target.to !== "release",
  read: readFacts,
  judge: ({ of, despite }, { message }, now) => {
    const judged = message ? judgeStale(message.producedAt, of.get(message.id) ?? []) : null;
    if (message === null || judged === null || judged.is === "newer") return null;
    const data: Older = {
      produced: message.producedAt?.toISOString() ?? null,
      latest: judged.is === "unknown" ? null : new Date(judged.latest).toISOString(),
      sure: judged.is === "older",
      unknown: judged.is === "unknown" ? judged.reason : null,
    };
    if (despite.get(message.id)?.includes("older_state")) return { do: "send", data };
    if (judged.is === "older") return { do: "skip", data };
    // Asking again does not help where the message itself does not say: it is sent, and that is told.
    if (judged.is === "unknown") return judged.forever ? { do: "send", data } : { do: "unknown", data };
    return { do: "hold", data, until: new Date(now.getTime() + holdMs) };
  },
  words: {
    line: (found) => {
      const said = found.judged.flatMap(({ finding }) => (finding?.data ? [{ is: finding.do, ...finding.data }] : []));
      const unsure = said.filter(({ unknown }) => unknown !== null);
      const near = said.filter(({ is, sure, unknown }) => is === "hold" && !sure && unknown === null).length;
      const sent = said.some(({ is, unknown }) => is === "send" && unknown === null);
      const n = said.length - unsure.length;
      const many = near > 1 ? "were" : "was";
      return sentences({
        label: "Older than what was processed",
        some: sent
          ? "sent all the same, as you said: an older state may replace a newer one"
          : near === n
            ? "held: produced within 5 s of the newest processed event of their key"
            : "skipped: an event of their key that was produced later was processed",
        none: null,
        tone: "warn",
        ...(near > 0 && {
          holds: `${near} ${many} produced within 5 s of the newest processed event of ${near > 1 ? "their keys" : "its key"}`,
        }),
        details: [
          ...(near > 0 && near < n
            ? [`${near} ${many} produced within 5 s of it: ${near > 1 ? "they are" : "it is"} held, since clocks differ.`]
            : []),
          ...[...new Set(unsure.map(({ unknown }) => unknown ?? ""))].slice(0, 3),
        ],
      })({ ...found, n, unknown: found.unknown + unsure.filter(({ is }) => is === "send").length });
    },
    reason: (data) => {
      if (data === null) return "held: whether a newer state of its key was processed is not known";
      if (data.unknown !== null) return `held: whether a newer state of its key was processed is not known. ${data.unknown}`;
      const times = `produced at ${clock(data.produced)}, and one of its key of ${clock(data.latest)} was processed`;
      return data.sure
        ? `older: ${times}`
        : `held: nobody knows which is newer. It was ${times}; clocks differ by some seconds. It waits until a newer one is processed: to send it, cancel the replay and start it again with “Apply older states”`;
    },
  },
};

/** A message that is no item yet. */
export interface Dated extends Pick<CandidateMessage, "id" | "eventKey" | "producedAt"> {
  readonly source: string;
  readonly queue: string;
}

/** Those of these messages that would be skipped or held if each were sent now. */
export async function findOlder(ctx: Asking, messages: readonly Dated[]): Promise<ReadonlySet<number>> {
  const { of, despite } = await readFacts(
    ctx,
    messages.map(({ source, queue, ...message }) => ({ source, queue, message: { ...message, item: null } })),
  );
  const isSent = ({ id, producedAt }: Dated) => {
    const judged = judgeStale(producedAt, of.get(id) ?? []);
    return judged.is === "newer" || (judged.is === "unknown" && judged.forever) || (despite.get(id)?.includes("older_state") ?? false);
  };
  return new Set(messages.flatMap((message) => (isSent(message) ? [] : [message.id])));
}

const clock = (iso: string | null) => `${(iso ?? "").slice(0, 19).replace("T", " ")} UTC`;

/** What is needed of a candidate. */
interface Keyed extends Pick<Candidate, "source" | "queue"> {
  readonly message: Pick<CandidateMessage, "id" | "eventKey" | "item"> | null;
}

async function readFacts(ctx: Asking, candidates: readonly Keyed[]): Promise<Facts> {
  const states = ctx.config.eventTypes.filter(({ kind }) => kind === "state").map(({ name }) => name);
  const keyed = candidates.flatMap(({ message, source, queue }) => {
    const consumers = message?.eventKey ? consumersOf(ctx.config.applications, { source, queue }) : [];
    return message?.eventKey && consumers.length > 0 ? [{ id: message.id, key: message.eventKey, consumers }] : [];
  });
  if (states.length === 0 || keyed.length === 0) return { of: new Map(), despite: new Map() };
  const rows = await ctx.sql<{ id: number; eventType: string }[]>`
    select id, event_type as "eventType" from messages
    where id = any(${numberArray(keyed.map(({ id }) => id))}::bigint[]) and sequence is null and event_type = any(${textArray(states)}::text[])`;
  const types = new Map(rows.map(({ id, eventType }) => [id, eventType]));
  const asked = keyed.flatMap((one) => {
    const eventType = types.get(one.id);
    return eventType === undefined ? [] : [{ ...one, eventType }];
  });
  // Pages load the words of checks, and need nothing that asks databases.
  const { readLatest } = await import("../sequences/read-latest.ts");
  const [told, despite] = await Promise.all([readLatest(ctx, asked), readDespite(ctx, candidates)]);
  return { of: new Map(asked.map(({ id }, nth) => [id, told[nth] ?? []])), despite };
}
