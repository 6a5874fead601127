import { type Point, pointsOf, replayRuns, troubleOf } from "./describe-key.ts";
import { runWords, type Standing } from "./judge-sequence.ts";
import type { PointLine, SequenceLine } from "./output.ts";
import type { QueueRef } from "./counters.ts";
import type { StoredKey } from "./read-keys.ts";

const places: Readonly<Record<Standing, string>> = {
  dead: "is dead in",
  moving: "is in a replay from",
  sent: "was sent and is watched, from",
  unknown: "was sent or not, nobody knows, from",
  passed: "was presumed processed, from",
  discarded: "was discarded in",
  back: "was put back in",
};

/** A key as pages show it. `most`: so many points; `since`: since when its trouble is known. */
export function lineOf(key: StoredKey, most: number, since: Date | null): SequenceLine {
  const trouble = troubleOf(key);
  const points = pointsOf(key);
  const start = startOf(points, most);
  const { queue, counter } = key;
  return {
    queueId: queue.id,
    source: queue.source,
    queue: queue.name,
    key: key.key,
    consumer: counter.consumer ?? counter.application?.spec.name ?? null,
    trouble: trouble?.trouble ?? null,
    since,
    messages: trouble?.messages ?? 0,
    ...wordsOf(key, trouble),
    points: points.slice(start, start + most).map((point) => toLine(point, counter.queues)),
    more: Math.max(0, points.length - start - most),
    replay: { ids: trouble?.replay.map(({ id }) => id) ?? [], words: runWords(replayRuns(trouble?.replay ?? [])) },
    frontId: trouble?.front?.id ?? null,
  };
}

/** The line begins two points before the first that is not done. */
function startOf(points: readonly Point[], most: number): number {
  const first = points.findIndex(({ state }) => state !== "passed" && state !== "last" && state !== "stale");
  return points.length <= most || first < 0 ? 0 : Math.max(0, Math.min(first - 2, points.length - most));
}

function wordsOf(key: StoredKey, trouble: ReturnType<typeof troubleOf>): Pick<SequenceLine, "waitsFor" | "detail"> {
  if (trouble === null) return { waitsFor: "It waits for nothing.", detail: "" };
  const { front, waitsFor } = trouble;
  if (trouble.trouble === "stale") {
    const last = key.last.state === "known" ? key.last.last : null;
    const numbers = runWords(replayRuns(key.stale.toReversed()));
    return { waitsFor: `${numbers} died, and ${last} was processed`, detail: "A replay skips them unless you say otherwise." };
  }
  if (front === null)
    return { waitsFor: `${waitsFor} is missing`, detail: "No stored message has it. It may be in an outbox, on its way, or lost." };
  const where = key.counter.queues.find(({ id }) => id === front.queueId)?.name ?? "";
  return { waitsFor: `${front.number} ${places[front.standing]} ${where}`, detail: front.title };
}

function toLine({ from, to, state, entry }: Point, queues: readonly QueueRef[]): PointLine {
  return {
    from: String(from),
    to: String(to),
    state,
    messageId: entry?.id ?? null,
    eventType: entry?.eventType ?? null,
    queue: queues.find(({ id }) => id === entry?.queueId)?.name ?? null,
    title: entry?.title ?? null,
    at: entry?.at ?? null,
    replayId: entry?.replayId ?? null,
  };
}

/** What is known of the last number of a key, in a sentence. */
export function lastWords({ last, table, counter, holes }: StoredKey): string {
  const who = counter.consumer ?? counter.application?.spec.name ?? "Its consumer";
  const more = holes ? " Numbers may leave holes." : "";
  if (last.state === "known")
    return `${who} has processed ${last.last}, says ${table}. That does not prove that it processed every number before.${more}`;
  if (last.state === "absent") return `${table} has no row of this key: nothing was processed yet, or the row was deleted.`;
  if (last.state === "unmapped")
    return "No table of last numbers is configured, so a number that is not stored here may have been processed.";
  return `The last number is unknown: ${last.reason}`;
}
