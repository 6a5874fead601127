import type { MissingNumber } from "../applications/outbox/find-numbers.ts";
import { listWords } from "../text/list.ts";
import { passedByAll, type Point, pointsOf, replayRuns, troubleOf } from "./describe-key.ts";
import { runWords, type Standing } from "./judge-sequence.ts";
import type { PointLine, SequenceLine } from "./output.ts";
import type { QueueRef } from "./counters.ts";
import type { KeyCount, StoredEntry, StoredKey } from "./read-keys.ts";

const places: Readonly<Record<Standing, string>> = {
  dead: "is dead in",
  moving: "is in a replay from",
  sent: "was sent and is watched, from",
  unknown: "was sent or not, nobody knows, from",
  passed: "was presumed processed, from",
  discarded: "was discarded in",
  back: "was put back in",
};

interface Shown {
  /** So many points. */
  readonly most: number;
  /** Since when its trouble is known. */
  readonly since: Date | null;
  /** Where missing numbers wait. */
  readonly outboxOf: (one: MissingNumber) => string | null;
}

/** The number that a key waits for and that no stored message has; none: a stored message has it, or it waits for nothing. */
export function missingOf(key: StoredKey): readonly MissingNumber[] {
  const trouble = troubleOf(key);
  const waitsFor = trouble?.front === null ? trouble.waitsFor : null;
  return waitsFor === null ? [] : [{ key: key.key, number: String(waitsFor) }];
}

/** A key as pages show it. */
export function lineOf(key: StoredKey, { most, since, outboxOf }: Shown): SequenceLine {
  const trouble = troubleOf(key);
  const points = pointsOf(key);
  const start = startOf(points, most);
  const { queue } = key;
  const names = [...new Set(consumersOf(key).flatMap(({ name }) => name ?? []))];
  const queues = queuesOf(key);
  return {
    queueId: queue.id,
    source: queue.source,
    queue: queue.name,
    key: key.key,
    consumer: names.length === 0 ? null : listWords(names),
    trouble: trouble?.trouble ?? null,
    since,
    messages: trouble?.messages ?? 0,
    ...wordsOf(key, trouble, outboxOf),
    points: points.slice(start, start + most).map((point) => toLine(point, queues)),
    more: Math.max(0, points.length - start - most),
    replay: replayOf(trouble?.replay ?? []),
    frontId: trouble?.front?.id ?? null,
  };
}

/** The address of a plan names them, and addresses are limited. */
const mostReplayed = 500;

function replayOf(dead: readonly StoredEntry[]): SequenceLine["replay"] {
  const some = dead.slice(0, mostReplayed);
  return { ids: some.map(({ id }) => id), words: runWords(replayRuns(some)), left: dead.length - some.length };
}

const consumersOf = ({ counts, others }: StoredKey): readonly KeyCount[] => [...counts, ...others];
const queuesOf = ({ counts }: StoredKey): readonly QueueRef[] => counts.flatMap(({ counter }) => counter.queues);

/** The line begins two points before the first that is not done. */
function startOf(points: readonly Point[], most: number): number {
  const first = points.findIndex(({ state }) => state !== "passed" && state !== "last" && state !== "stale");
  return points.length <= most || first < 0 ? 0 : Math.max(0, Math.min(first - 2, points.length - most));
}

function wordsOf(
  key: StoredKey,
  trouble: ReturnType<typeof troubleOf>,
  outboxOf: Shown["outboxOf"],
): Pick<SequenceLine, "waitsFor" | "detail"> {
  if (trouble === null) return { waitsFor: "It waits for nothing.", detail: "" };
  const { front, waitsFor } = trouble;
  if (trouble.trouble === "stale") {
    // A page reads no bodies, which say when an event was produced.
    const again = key.stale.some(({ number }) => number <= 1n) ? " Their key may have been created again and count from 1 anew." : "";
    const numbers = runWords(replayRuns(key.stale.toReversed()));
    return {
      waitsFor: `${numbers} died, and ${passedByAll(key)} was processed`,
      detail: `A replay skips them unless you say otherwise.${again}`,
    };
  }
  if (front === null) {
    const outbox = outboxOf({ key: key.key, number: String(waitsFor) });
    return {
      waitsFor: `${waitsFor} is missing`,
      detail:
        outbox === null
          ? `No stored message has it. Look in the outbox for key ${key.key}, or ask the producer.`
          : `It waits in the outbox ${outbox}.`,
    };
  }
  const where = queuesOf(key).find(({ id }) => id === front.queueId)?.name ?? "";
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

/** What is known of the last number of a key, a sentence for each consumer. */
export function lastWords(key: StoredKey): string {
  const all = consumersOf(key);
  const told = key.counts.map((count) => lastOf(count, all.length > 1));
  return [...told, ...key.others.map(({ name }) => `How far ${name} has come is not known: it has no table of last numbers.`)].join(" ");
}

function lastOf(count: KeyCount, isOneOfMany: boolean): string {
  const { name, last, table, holes } = count;
  const of = isOneOfMany && name !== null ? ` of ${name}` : "";
  const more = holes ? " Numbers may leave holes." : "";
  if (last.state === "known")
    return `${name ?? "Its consumer"} has processed ${last.last}, says ${table}. That does not prove that it processed every number before.${more}`;
  if (last.state === "absent")
    return `${table} has no row of this key${of && ` and ${name}`}: nothing was processed yet, or the row was deleted.`;
  if (last.state === "unmapped")
    return `No table of last numbers${of} is configured, so a number that is not stored here may have been processed.`;
  return `The last number${of} is unknown: ${last.reason}`;
}
