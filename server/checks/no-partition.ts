import type { Check } from "./check.ts";
import { type Divided, dividedWords, goesBack, partitionsOf, readPartitions, type TopicPartitions } from "./partitions.ts";
import { numberText } from "../text/numbers.ts";

/** Those that could not be sent to the partition that they came from: the broker would refuse them. `divided` null: they do not carry one. */
export const noPartition: Check<TopicPartitions, { readonly divided: Divided | null }> = {
  code: "no_partition",
  when: ["plan"],
  per: "message",
  applies: ({ log, target }) => log && target.to === "failed_queue" && target.partition === "origin",
  read: readPartitions,
  judge: (facts, candidate) => {
    const place = candidate.message?.place;
    if (!place) return null;
    if (!goesBack(place)) return { do: "send", data: { divided: null } };
    const parts = partitionsOf(facts, candidate)?.parts;
    if (parts === undefined || parts.includes(place.record.part)) return null;
    return { do: "send", data: { divided: { topic: place.topic, partitions: parts.length } } };
  },
  words: {
    line: ({ judged }) => {
      const found = judged.flatMap(({ finding }) => finding?.data ?? []);
      const uncarried = found.filter(({ divided }) => divided === null).length;
      const gone = found.flatMap(({ divided }) => divided ?? []);
      const why = [
        uncarried > 0 &&
          `${numberText(uncarried)} ${uncarried === 1 ? "does" : "do"} not carry a partition of the topic that ${uncarried === 1 ? "it goes" : "they go"} to`,
        gone.length > 0 && `${numberText(gone.length)} came from one that is not there: ${dividedWords(gone)}`,
      ].filter((part) => part !== false);
      const text =
        found.length === 0
          ? `none of ${numberText(judged.length)} sampled`
          : `of ${numberText(judged.length)} sampled would be refused: ${why.join("; ")}`;
      return { label: "Partition not there", n: found.length, text, tone: "warn" };
    },
    reason: () => "the partition that it came from is not there",
  },
};
