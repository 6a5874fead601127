import { againWords, type Passed } from "../sequences/judge-for-all.ts";
import { type Check, sentences } from "./check.ts";
import { isAfterOthers, readSequences, type SequenceFacts } from "./sequence-facts.ts";

/** Numbers as text. */
type Again = { readonly passedBy: readonly { readonly name: string | null; readonly last: string }[] };

/** Of several consumers one still needs it, so that it is sent: others that have passed its number get it again. */
export const sequenceAgain: Check<SequenceFacts, Again> = {
  code: "sequence_again",
  when: ["plan"],
  per: "message",
  applies: ({ target }) => target.to !== "release",
  read: readSequences,
  judge: (facts, candidate) => {
    const judged = candidate.message ? facts.of.get(candidate.message.id)?.judged : undefined;
    if (judged === undefined || judged.passedBy.length === 0) return null;
    if (judged.is !== "next" && !isAfterOthers(facts, candidate, judged)) return null;
    return { do: "send", data: { passedBy: judged.passedBy.map(({ name, last }) => ({ name, last: String(last) })) } };
  },
  words: {
    line: (found) => {
      const said = found.judged.flatMap(({ finding, candidate: { n } }) => (finding?.data ? [{ n, ...finding.data }] : []));
      const details = [...Map.groupBy(said, ({ passedBy }) => JSON.stringify(passedBy)).values()].map((all) =>
        againWords(
          all[0]!.passedBy.map(({ name, last }): Passed => ({ name, last: BigInt(last) })),
          all.reduce((sum, { n }) => sum + n, 0),
        ),
      );
      return sentences({
        label: "Passed by some of their consumers",
        some: "sent, since another consumer needs them: those that are ahead get an older state again",
        none: null,
        tone: "warn",
        details: details.slice(0, 3),
      })(found);
    },
    reason: () => "goes again to a consumer that has processed a later number",
  },
};
