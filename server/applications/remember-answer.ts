import type { Evidence, LastAnswer } from "./port.ts";

/** An endpoint that also tells how it answered last. Nothing is asked for that: whoever watches it does not load it. */
export function rememberAnswer(evidence: Evidence, now: () => number = Date.now): Evidence & { last(): LastAnswer | null } {
  let last: LastAnswer | null = null;
  return {
    last: () => last,
    ask: async (consumer, events) => {
      const answer = await evidence.ask(consumer, events);
      last = { at: now(), why: answer.why };
      return answer;
    },
  };
}
