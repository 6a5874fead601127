import { raises } from "./by-bytes.ts";
import { type Check, sentences } from "./check.ts";

/** The target is the partition that it came from. A partition of another topic would be one by chance. */
export const noPartition: Check<void, null> = {
  code: "no_partition",
  when: ["plan", "start", "send"],
  per: "class",
  applies: ({ log, target }) => log && target.to === "failed_queue" && target.partition === "origin",
  judge: (_, candidate) => (raises("no_partition", candidate) ? { do: "skip", data: null } : null),
  words: {
    line: sentences({ label: "Partition unknown", some: "skipped: they do not carry a partition of the topic that they go to" }),
    reason: () => "it does not carry a partition of the topic that it goes to",
  },
};
