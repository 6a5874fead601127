import type { OriginRecord } from "../failures/origin-record.ts";
import { listWords, type LogSample } from "./log-sample.ts";
import type { PlanCheck } from "./plan.ts";

const mostNames = 5;
const mostLines = 3;
const n = (value: number) => value.toLocaleString("en");

/**
 * A log goes on after a record died, and what its consumers did with later ones of the same key is written nowhere. `keys`: how many different
 * ones the events of all that is chosen have, at least; an event may have none where its record has.
 */
export function checkLater(
  { keys, keysCapped }: { readonly keys: number; readonly keysCapped: boolean },
  samples: readonly LogSample[],
): PlanCheck {
  const sampled = new Set(samples.flatMap(({ name }) => name ?? [])).size;
  const all = Math.max(keys, sampled);
  const check = { key: "later", label: "Later events of a key", n: all } as const;
  if (all === 0) return { ...check, text: "no message carries a key, so none is overtaken" };
  const names = namesOf(samples.filter((sample) => passedBy(sample) !== 0));
  const which = names.length === 0 ? "" : `, ${all > names.length ? "such as " : ""}${listWords(names)}`;
  const among = sampled > keys ? ` of ${n(samples.length)} sampled` : "";
  const text = `${all === 1 ? "key" : "keys"}${keysCapped ? " or more" : ""}${among}${which}: events after these may have been handled already, which Kafka does not tell; an old one may undo them`;
  return { ...check, text, details: passedLines(samples) };
}

/** How far the groups that they failed in have gone since, by partition, from the oldest that was sampled of each. */
function passedLines(samples: readonly LogSample[]): readonly string[] {
  const known = samples.filter((sample): sample is Reached => passedBy(sample) !== null && sample.group !== null);
  const first = [...Map.groupBy(known, ({ group, record }) => `${record.topic}/${record.partition} ${group}`).values()]
    .map((all) => all.reduce((oldest, one) => (one.record.offset < oldest.record.offset ? one : oldest)))
    .toSorted((a, b) => (passedBy(b) ?? 0) - (passedBy(a) ?? 0));
  const passed = first.filter((sample) => passedBy(sample) !== 0);
  const standing = [...new Set(first.filter((sample) => passedBy(sample) === 0).map(({ group }) => group))].slice(0, mostNames);
  const more = passed.length - mostLines;
  const unknown = samples.length - known.length;
  return [
    ...passed.slice(0, mostLines).map(passedLine),
    ...(more > 0 ? [`So it is in ${n(more)} more ${more === 1 ? "partition" : "partitions"}.`] : []),
    ...(standing.length > 0
      ? [`In ${passed.length > 0 ? "the other" : "their"} partitions ${listWords(standing)} passed nothing after them.`]
      : []),
    ...(unknown > 0 ? [`How far the consumer group has gone is not known for ${n(unknown)} of ${n(samples.length)} sampled.`] : []),
  ];
}

function passedLine({ record: { topic, partition, offset }, group, reached, name }: Reached): string {
  const by = reached - offset - 1;
  const passed = by === 1 ? "1 later record was" : `up to ${n(by)} later records were`;
  return `${topic}/${partition}: consumer group ${group} has gone on to offset ${n(reached)}; ${name ?? "the first sampled"} is at ${n(offset)}, so ${passed} passed.`;
}

type Reached = LogSample & { readonly record: OriginRecord; readonly group: string; readonly reached: number };

/** At most how many later records its group has passed: an offset may hold none. null: not known. */
function passedBy({ record, reached }: LogSample): number | null {
  return record === null || reached === null ? null : Math.max(0, reached - record.offset - 1);
}

/** The most frequent first. */
function namesOf(samples: readonly LogSample[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const { name } of samples) if (name !== null) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts]
    .toSorted(([, a], [, b]) => b - a)
    .slice(0, mostNames)
    .map(([name]) => name);
}
