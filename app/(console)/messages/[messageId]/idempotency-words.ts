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
  const names = (state: Consumer["state"]) => [...new Set(consumers.filter((one) => one.state === state).map((one) => one.application))];
  const [missing, unsure] = [names("not_processed"), names("unknown")];
  if (missing.length > 0)
    return {
      tone: "ok",
      title: "It was not processed.",
      text: `${listWords(missing)} ${missing.length === 1 ? "has" : "have"} no row of this event.`,
    };
  if (unsure.length > 0)
    return { tone: "none", title: "Nobody knows whether it was processed.", text: `${listWords(unsure)} cannot tell.` };
  const twice = consumers.some(({ times }) => times > 1);
  return {
    tone: "warn",
    title: twice ? "It was processed more than once." : "It was processed already.",
    text: "A replay skips it, unless somebody who may do so sends it with a reason.",
  };
}

/** What one consumer's answer means for a replay, or why it is not known. */
export function meaningOf({ state, reason }: Consumer): string {
  if (state === "not_processed") return "It is sent.";
  return state === "processed" ? "It is skipped." : (reason ?? "Not known.");
}

export const timesText = (times: number) => `${numberText(times)} times`;
