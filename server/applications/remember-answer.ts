import type { Evidence } from "./port.ts";

/** What was noted is noted again after so long. */
const againMs = 10_000;

/** An endpoint that also notes whether it answered: `why` null is that it did. Nobody waits for the note, and nothing is asked for it. */
export function rememberAnswer(evidence: Evidence, note: (why: string | null) => Promise<unknown>, now: () => number = Date.now): Evidence {
  let noted: { readonly at: number; readonly why: string | null } | null = null;
  return {
    ask: async (consumer, events) => {
      const answer = await evidence.ask(consumer, events);
      const { why } = answer;
      if (noted?.why !== why || now() - noted.at >= againMs) {
        noted = { at: now(), why };
        note(why).catch(() => {
          noted = null;
        });
      }
      return answer;
    },
  };
}
