import type { OriginRecord } from "../failures/origin-record.ts";
import type { LogCodec } from "../sources/log.ts";
import { listWords } from "../text/list.ts";
import { askEach, idOf } from "./ask-each.ts";
import type { LogPlace } from "./candidate.ts";
import type { Check, Found, Line } from "./check.ts";
import { numberText } from "../text/numbers.ts";

/** By source, topic and consumer group: the position that it would read next in each part, and how positions there are read. */
type Progress = ReadonlyMap<string, { readonly next: ReadonlyMap<string, string>; readonly positions: LogCodec }>;

/** Where a record stood, the position that its consumer group would read next ("offset 9"), and how many later records that has passed at most. */
type Passed = { readonly stood: string; readonly reached: string; readonly passed: number };

const mostNames = 5;
const mostLines = 3;

/** A log goes on after a record died, and what its consumers did with later ones of the same key is written nowhere. */
export const later: Check<Progress, Passed> = {
  code: "later",
  when: ["plan"],
  per: "message",
  applies: ({ log, target }) => log && target.to !== "release",
  read: (ctx, candidates) =>
    askEach(
      candidates.flatMap(({ source, message }) => {
        const { record = null, group = null } = message?.place ?? {};
        return record === null || group === null ? [] : [[source, record.topic, group] as const];
      }),
      async ([source, topic, group]) => {
        const { log, codec } = ctx.brokers.get(source);
        return log && codec.log ? { next: await log.committed(topic, group), positions: codec.log } : null;
      },
    ),
  judge: (facts, { source, message }) => {
    const { record = null, group = null } = message?.place ?? {};
    const known = record && group !== null ? facts.get(idOf([source, record.topic, group])) : undefined;
    const reached = record && known?.next.get(record.part);
    if (!record || !known || !reached) return { do: "unknown", data: null };
    const { noun, text, after, distance } = known.positions;
    const data = { stood: text(record.at), reached: `${noun} ${text(reached)}`, passed: distance(after(record.at), reached) };
    return { do: "send", data };
  },
  words: { line: lineOf, reason: () => "later events of its key may have been handled already" },
};

/** A sampled message; `data` null: it is not known how far its group has gone. */
interface Sample extends LogPlace {
  readonly data: Passed | null;
}
type Known = Sample & { readonly data: Passed; readonly record: OriginRecord };

/** Its count is of the keys of all that is chosen, or at least of the sampled records: an event may have none where its record has. */
function lineOf({ judged, chosen: { logKeys } }: Found<Progress, Passed>): Line {
  const samples = judged.flatMap(({ candidate: { message }, finding }) =>
    message?.place ? [{ ...message.place, data: finding?.data ?? null }] : [],
  );
  const sampled = new Set(samples.flatMap(({ name }) => name ?? [])).size;
  const all = Math.max(logKeys.n, sampled);
  const line = { label: "Later events of a key", n: all };
  if (all === 0) return { ...line, text: "no message carries a key, so none is overtaken" };
  const names = namesOf(samples.filter(({ data }) => data?.passed !== 0));
  const which = names.length === 0 ? "" : `, ${all > names.length ? "such as " : ""}${listWords(names)}`;
  const among = sampled > logKeys.n ? ` of ${numberText(samples.length)} sampled` : "";
  const text = `${all === 1 ? "key" : "keys"}${logKeys.capped ? " or more" : ""}${among}${which}: events after these may have been handled already, which the broker does not report; an old one may undo them`;
  return { ...line, text, details: passedLines(samples) };
}

/** How far the groups that they failed in have gone since, by partition, from the oldest that was sampled of each. */
function passedLines(samples: readonly Sample[]): readonly string[] {
  const known = samples.filter((sample): sample is Known => sample.data !== null);
  const first = [...Map.groupBy(known, ({ group, record }) => `${record.topic}/${record.part} ${group}`).values()]
    .map((all) => all.reduce((oldest, one) => (one.record.at < oldest.record.at ? one : oldest)))
    .toSorted((a, b) => b.data.passed - a.data.passed);
  const passed = first.filter(({ data }) => data.passed > 0);
  const standing = [...new Set(first.flatMap(({ data, group }) => (data.passed === 0 && group !== null ? [group] : [])))].slice(
    0,
    mostNames,
  );
  const more = passed.length - mostLines;
  const unknown = samples.length - known.length;
  return [
    ...passed.slice(0, mostLines).map(passedLine),
    ...(more > 0 ? [`So it is in ${numberText(more)} more ${more === 1 ? "partition" : "partitions"}.`] : []),
    ...(standing.length > 0
      ? [`In ${passed.length > 0 ? "the other" : "their"} partitions ${listWords(standing)} passed nothing after them.`]
      : []),
    ...(unknown > 0
      ? [`How far the consumer group has gone is not known for ${numberText(unknown)} of ${numberText(samples.length)} sampled.`]
      : []),
  ];
}

function passedLine({ record: { topic, part }, group, data: { stood, reached, passed: by }, name }: Known): string {
  const passed = by === 1 ? "1 later record was" : `up to ${numberText(by)} later records were`;
  return `${topic}/${part}: consumer group ${group} has gone on to ${reached}; ${name ?? "the first sampled"} is at ${stood}, so ${passed} passed.`;
}

/** The most frequent first. */
function namesOf(samples: readonly Sample[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const { name } of samples) if (name !== null) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts]
    .toSorted(([, a], [, b]) => b - a)
    .slice(0, mostNames)
    .map(([name]) => name);
}
