import { type Check, sentences } from "./check.ts";
import { readSequences, type SequenceFacts } from "./sequence-facts.ts";

/** Numbers as text. `restart`: the key may count from 1 anew, so that it is new in truth. */
type Stale = { readonly number: string; readonly last: string; readonly restart: boolean };

/** Its consumer has processed its number or a later one of its key. Whether it has processed this one is not known by that. */
export const sequenceStale: Check<SequenceFacts, Stale> = {
  code: "sequence_stale",
  when: ["plan", "send"],
  per: "message",
  applies: ({ target }) => target.to !== "release",
  read: readSequences,
  judge: ({ of }, { message }) => {
    const found = message ? of.get(message.id) : undefined;
    if (found?.judged.is !== "stale") return null;
    const { last, restart } = found.judged;
    const data = { number: String(found.number), last: String(last), restart };
    return found.despite.includes("sequence_stale") ? { do: "send", data } : { do: "skip", data };
  },
  words: {
    line: (found) => {
      const said = found.judged.flatMap(({ finding }) => (finding?.data ? [finding.data] : []));
      const applied = found.judged.some(({ finding }) => finding?.do === "send" && finding.data);
      return sentences({
        label: "Stale by their number",
        some: applied
          ? "sent all the same, as you said: an older state may replace a newer one"
          : "skipped: a later number of their key was processed",
        none: null,
        tone: "warn",
        details: said.some(({ restart }) => restart)
          ? ["Some may belong to a key that was created again and counts from 1 anew. Look at them before you leave them."]
          : [],
      })(found);
    },
    reason: (data) => {
      if (!data) return "stale by its number";
      const again = data.restart ? ", or its key was created again" : "";
      return `number ${data.number} is stale: its consumer has processed ${data.last}${again}`;
    },
  },
};
