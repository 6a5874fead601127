import { raises } from "./by-bytes.ts";
import { type Check, sentences } from "./check.ts";

/** A repartition or changelog topic of Kafka Streams: what anybody else writes there corrupts the state of its application. */
export const internalTopic: Check<void, null> = {
  code: "internal_topic",
  when: ["plan", "start", "send"],
  per: "class",
  applies: ({ log, target }) => log && target.to === "failed_queue",
  judge: (_, candidate) => (raises("internal_topic", candidate) ? { do: "skip", data: null } : null),
  words: {
    line: sentences({
      label: "Internal topic",
      some: "skipped: they failed in a repartition or changelog topic, where only its application may write; choose the topic that the application reads",
      none: null,
    }),
    reason: () =>
      "it failed in a repartition or changelog topic, where only its application may write: choose the topic that the application reads",
  },
};
