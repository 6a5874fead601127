import { type Check, type Found, type Line, sentences } from "./check.ts";
import { type Intakes, intakeOf, readIntakes } from "./intakes.ts";
import { numberText } from "../text/numbers.ts";

type Data = { readonly text: string };

const plain = sentences({ label: "No queue there", some: "" });

/**
 * Nothing would arrive: there is no such queue or topic, or no queue is bound. Not asked before a send: there the broker itself returns the message, and
 * many of those in a row pause the replay, as they should where a queue is gone since the plan.
 */
export const noQueue: Check<Intakes, Data> = {
  code: "no_queue",
  when: ["plan"],
  per: "message",
  read: readIntakes,
  judge: (facts, candidate) => {
    const missing = intakeOf(facts, candidate)?.missing;
    return missing ? { do: "skip", data: { text: missing } } : null;
  },
  words: { line: lineOf, reason: (data) => data?.text ?? "there is no queue where it would go" },
};

function lineOf(found: Found<Intakes, Data>): Line | null {
  const said = [...new Set(found.judged.flatMap(({ finding }) => finding?.data?.text ?? []))];
  if (said.length === 0) return plain(found);
  const more = said.length > 1 ? ` ${numberText(said.length - 1)} more ${said.length === 2 ? "is" : "are"} missing.` : "";
  const text = `of ${numberText(found.sampled ?? found.n)} sampled, not sent: ${said[0]}${more}`;
  return { label: "No queue there", n: found.n, text, tone: "warn" };
}
