import { type Check, sentences } from "./check.ts";

/** Sources whose own queue keeps no order, while the target hands messages out in order. */
type Facts = ReadonlySet<string>;

const placeOf = ({ source, queue }: { readonly source: string; readonly queue: string }) => JSON.stringify([source, queue]);

/** From a queue without an order to one with groups: what orders them there is chosen by Redrive, so it is said. */
export const ungrouped: Check<Facts, null> = {
  code: "ungrouped",
  when: ["plan"],
  per: "class",
  applies: ({ target, log }) => target.to === "queue" && !log,
  read: async ({ brokers }, candidates) => {
    const places = new Map(candidates.map((candidate) => [placeOf(candidate), candidate]));
    const isOrdered = (source: string, queue: string) => {
      try {
        return brokers.get(source).capabilities(queue).ordered;
      } catch {
        // Its source is no longer configured, which other checks say.
        return null;
      }
    };
    const found = [...places].filter(
      ([, { source, queue, target }]) => target.to === "queue" && isOrdered(source, target.queue) && isOrdered(source, queue) === false,
    );
    return new Set(found.map(([place]) => place));
  },
  judge: (facts, candidate) => (facts.has(placeOf(candidate)) ? { do: "send", data: null } : null),
  words: {
    line: sentences({
      label: "Grouped by Redrive",
      some: "come from a queue without an order: messages of one event key are sent in one group, one after the other; those without a key each in a group of its own",
      none: null,
    }),
    reason: () => "it comes from a queue without groups",
  },
};
