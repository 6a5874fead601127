import { type Check, sentences } from "./check.ts";

/** What goes back on a queue that Redrive takes from would be taken again at once. */
export const captured: Check<void, null> = {
  code: "captured",
  when: ["plan", "start"],
  per: "class",
  applies: ({ target }) => target.to === "release",
  judge: (_, { mode, watched, paused }) => (watched && mode === "take" && !paused ? { do: "skip", data: null } : null),
  words: {
    line: sentences({
      label: "Would be taken again",
      some: "skipped: their queue is being captured; pause that first",
      mend: { text: "on the Queues page", href: "/queues" },
    }),
    reason: () => "would be taken again at once, because its queue is being captured: pause that first",
  },
};
