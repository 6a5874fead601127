import type { Check, Found, Line } from "./check.ts";
import { type Divided, dividedWords, goesBack, partitionsOf, readPartitions, type TopicPartitions } from "./partitions.ts";
import { numberText } from "../text/numbers.ts";

/** Keyed events that go elsewhere than events before and after them. */
export const moved: Check<TopicPartitions, Divided> = {
  code: "moved",
  when: ["plan"],
  per: "message",
  applies: ({ log, target }) => log && target.to !== "release",
  read: readPartitions,
  judge: (facts, candidate) => {
    const place = candidate.message?.place;
    if (!place || !goesBack(place) || place.key === null) return null;
    const partitions = partitionsOf(facts, candidate);
    if (partitions === null) return { do: "unknown", data: null };
    if (partitions.of(place.key) === place.record.part) return null;
    return { do: "send", data: { topic: place.topic, partitions: partitions.parts.length } };
  },
  words: { line: lineOf, reason: () => "it goes to another partition than it came from" },
};

/** Nothing where all go to another topic than they came from. */
function lineOf({ judged, chosen: { target } }: Found<TopicPartitions, Divided>): Line | null {
  const line = { label: "Another partition", tone: "warn" } as const;
  const all = judged.flatMap(({ candidate, finding }) => (candidate.message?.place ? [{ place: candidate.message.place, finding }] : []));
  const back = all.filter(({ place }) => goesBack(place));
  if (back.length === 0 && all.some(({ place }) => place.record !== null)) return null;
  if (all.length > 0 && all.every(({ place }) => place.key === null))
    return { ...line, n: 0, text: "no sampled message has a key, so none has a place among others" };
  const placed = back.filter(({ place, finding }) => place.key !== null && finding?.do !== "unknown");
  if (placed.length === 0) {
    const text = "not known: the partition that they came from is not carried, or the broker does not tell how many there are";
    return { ...line, n: null, text };
  }
  const gone = placed.flatMap(({ finding }) => finding?.data ?? []);
  const of = `of ${numberText(placed.length)} sampled`;
  if (gone.length === 0) return { ...line, n: 0, text: `none ${of}` };
  const why = `${dividedWords(gone)}; their number has changed since, or the producer does not go by the key's hash`;
  const text =
    target.to === "failed_queue" && target.partition === "origin"
      ? `${of} came from another partition than their key goes to: ${why}. Newer events of one key may lie elsewhere and be overtaken`
      : `${of} would go to another partition than they came from: ${why}. Events of one key may overtake each other`;
  return { ...line, n: gone.length, text };
}
