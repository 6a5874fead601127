import { ApplicationError, type Evidence, type LastAnswer } from "./port.ts";

/** An endpoint that also tells how it answered last. Nothing is asked for that: whoever watches it does not load it. */
export function rememberAnswer(evidence: Evidence, now: () => number = Date.now): Evidence & { last(): LastAnswer | null } {
  let last: LastAnswer | null = null;
  return {
    last: () => last,
    ask: async (consumer, events) => {
      try {
        const told = await evidence.ask(consumer, events);
        last = { at: now(), why: null };
        return told;
      } catch (error) {
        if (error instanceof ApplicationError) last = { at: now(), why: error.message };
        throw error;
      }
    },
  };
}
