import { listWords } from "@/server/text/list";
import { numberText } from "@/server/text/numbers";
import type { Idempotency } from "./message";

type Consumer = Idempotency["consumers"][number];

/** What the answers of all consumers mean together. A message goes to all of them, so it is skipped only where each has processed it. */
export function idempotencyAnswer({ consumers }: Idempotency): {
  readonly tone: "ok" | "warn" | "none";
  readonly title: string;
  readonly text: string;
} {
  const [missing, unsure, done] = [namesOf(consumers, "not_processed"), namesOf(consumers, "unknown"), namesOf(consumers, "processed")];
  if (missing.length > 0 && done.length > 0)
    return {
      tone: "warn",
      title: `It was processed by ${listWords(done)}, not by ${listWords(missing)}.`,
      text: "A replay sends it to all of them: it is skipped only where every consumer has processed it.",
    };
  if (missing.length > 0)
    return {
      tone: "ok",
      title: unsure.length === 0 ? "It was not processed." : `It was not processed by ${listWords(missing)}.`,
      text: `${listWords(missing)} ${missing.length === 1 ? "has" : "have"} no row of this event.`,
    };
  if (unsure.length > 0)
    return {
      tone: "none",
      title:
        done.length === 0
          ? "Nobody knows whether it was processed."
          : `It was processed by ${listWords(done)}, and perhaps by ${listWords(unsure)}.`,
      text: `${listWords(unsure)} cannot tell.`,
    };
  const twice = consumers.some(({ times }) => times > 1);
  return {
    tone: "warn",
    title: twice ? "It was processed more than once." : "It was processed already.",
    text: "A replay skips it, unless somebody who may do so sends it with a reason.",
  };
}

/** What one consumer's answer means for a replay, or why it is not known. `all`: the answers of every consumer, of whom each gets what is sent. */
export function meaningOf({ state, reason }: Consumer, all: readonly Consumer[]): string {
  if (state === "not_processed") return "It is sent.";
  if (state === "unknown") return reason ?? "Not known.";
  if (all.every((one) => one.state === "processed")) return "It is skipped.";
  const missing = namesOf(all, "not_processed");
  return missing.length > 0
    ? `It gets the message again: ${listWords(missing)} ${missing.length === 1 ? "has" : "have"} not processed it.`
    : `It gets the message again if it is sent: ${listWords(namesOf(all, "unknown"))} cannot tell.`;
}

const namesOf = (all: readonly Consumer[], state: Consumer["state"]) => [
  ...new Set(all.filter((one) => one.state === state).map((one) => one.application)),
];

export const timesText = (times: number) => `${numberText(times)} times`;
