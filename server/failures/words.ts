import type { Certainty, Verdict } from "./failure.ts";

export const verdictWords: Readonly<Record<Verdict, { readonly label: string; readonly means: string }>> = {
  poison: { label: "Poison", means: "The same bytes will fail again: edit or discard." },
  transient: { label: "Transient", means: "Replay when the cause is gone." },
  unknown: { label: "Unknown", means: "Nothing that the message carries says whether a replay would work." },
};

export const certaintyWords: Readonly<Record<Certainty, { readonly label: string; readonly means: string }>> = {
  exact: { label: "exact", means: "This attempt has a record of its own." },
  first_only: { label: "first only", means: "Only the first of several was recorded." },
  count_only: { label: "count only", means: "Only the number is known." },
};
