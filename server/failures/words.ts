import type { Category, Certainty, Verdict } from "./failure.ts";

export const verdictWords: Readonly<Record<Verdict, { readonly label: string; readonly means: string }>> = {
  poison: { label: "Poison", means: "The same bytes will fail again: edit or discard." },
  transient: { label: "Transient", means: "Replay when the cause is gone." },
  unknown: { label: "Unknown", means: "Nothing that the message carries says whether a replay would work." },
};

export const categoryWords: Readonly<Record<Category, string>> = {
  deserialization: "cannot be read",
  validation: "breaks a rule",
  missing_data: "needs data that is not there",
  duplicate: "was handled before",
  code_bug: "hits a bug in the handler",
  timeout: "timed out",
  connection: "could not connect",
  throttled: "was throttled",
  downstream_5xx: "met a failing downstream",
  auth: "was not allowed",
  expired: "expired unread",
  overflow: "was pushed out by the queue limit",
  delivery_limit: "reached its delivery limit",
  unknown: "died for a reason that it does not carry",
};

export const certaintyWords: Readonly<Record<Certainty, string>> = { exact: "exact", first_only: "first only", count_only: "count only" };
