import type { Candidate } from "./candidate.ts";
import type { Check } from "./check.ts";
import { type Divided, dividedWords, partitionsOf, readPartitions, type TopicPartitions } from "./partitions.ts";
import { numberText } from "../text/numbers.ts";

/** The partition that it would be sent to by number is not there now: the broker would refuse it. */
export const partitionGone: Check<TopicPartitions, Divided> = {
  code: "partition_gone",
  when: ["plan", "send"],
  per: "message",
  applies: ({ log, target }) => log && target.to === "failed_queue" && target.partition === "origin",
  read: readPartitions,
  judge: (facts, candidate) => {
    const place = placeOf(candidate);
    const parts = partitionsOf(facts, candidate)?.parts;
    if (place === null || parts === undefined || parts.includes(place.part)) return null;
    return { do: "skip", data: { topic: place.topic, partitions: parts.length } };
  },
  words: {
    line: ({ judged }) => {
      const gone = judged.flatMap(({ finding }) => finding?.data ?? []);
      const of = `of ${numberText(judged.length)} sampled`;
      const text = gone.length === 0 ? `none ${of}` : `${of}, skipped: they would go to one that is not there: ${dividedWords(gone)}`;
      return { label: "Partition not there", n: gone.length, text, tone: "warn" };
    },
    reason: (data) => (data ? `the partition that it would go to is not there: ${dividedWords([data])}` : "its partition is not there"),
  },
};

function placeOf({ message }: Candidate): { readonly topic: string; readonly part: string } | null {
  const destination = message?.way?.destination;
  return destination?.to === "queue" && destination.part !== undefined ? { topic: destination.queue, part: destination.part } : null;
}
