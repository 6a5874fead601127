import type { MessageState } from "../messages/transitions.ts";
import { type Check, sentences } from "./check.ts";

/** It was dealt with already. */
export const notDead: Check<void, { readonly state: MessageState }> = {
  code: "not_dead",
  when: ["plan", "start"],
  per: "class",
  judge: (_, { state }) => (state === "dead" ? null : { do: "skip", data: { state } }),
  words: {
    line: sentences({ label: "Not dead any more", some: "skipped: replayed, discarded or released already" }),
    reason: (data) => (data ? `${data.state} already` : "not dead any more"),
  },
};
