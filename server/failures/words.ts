import type { Category, Certainty, Verdict } from "./failure.ts";

export const verdictWords: Readonly<Record<Verdict, { readonly label: string; readonly means: string }>> = {
  poison: { label: "Poison", means: "The same bytes will fail again: edit or discard." },
  transient: { label: "Transient", means: "Replay when the cause is gone." },
  unknown: { label: "Unknown", means: "Nothing that the message carries says whether a replay would work." },
};

/** `label` for chips and facets, `did` after the name of a message or group, `means` as a sentence of its own. */
export const categoryWords: Readonly<Record<Category, { readonly label: string; readonly did: string; readonly means: string }>> = {
  deserialization: {
    label: "Cannot be read",
    did: "cannot be read",
    means: "The handler could not make sense of the bytes; a replay meets the same bytes.",
  },
  validation: { label: "Not valid", did: "breaks a rule", means: "The handler read the message and refused what is in it." },
  missing_data: {
    label: "Missing data",
    did: "needs data that is not there",
    means: "Something that the message refers to was not found; it may arrive later or never.",
  },
  duplicate: {
    label: "Duplicate",
    did: "was handled before",
    means: "The handler says that it has this already; check before you discard.",
  },
  code_bug: {
    label: "Code bug",
    did: "hits a bug in the handler",
    means: "The handler itself is wrong for such a message: fix it before a replay.",
  },
  timeout: { label: "Timeout", did: "timed out", means: "Something that the handler waited for did not answer in time." },
  connection: { label: "No connection", did: "could not connect", means: "Something that the handler needs could not be reached." },
  throttled: { label: "Throttled", did: "was throttled", means: "A service took no more calls: replay slowly." },
  downstream_5xx: {
    label: "Downstream error",
    did: "met a failing downstream",
    means: "A service that the handler called answered with an error of its own.",
  },
  auth: { label: "Not allowed", did: "was not allowed", means: "Credentials or permissions were refused: mend them before a replay." },
  expired: { label: "Expired", did: "expired unread", means: "It waited longer than its time to live; nothing failed." },
  overflow: { label: "Overflow", did: "was pushed out of a full queue", means: "The queue was full; nothing failed." },
  delivery_limit: {
    label: "Delivery limit",
    did: "reached its delivery limit",
    means: "It was handed out until the queue's limit; why it came back is not carried.",
  },
  unknown: {
    label: "Unknown",
    did: "died for a reason that it does not carry",
    means: "Nothing that the message carries says why it failed.",
  },
};

export const certaintyWords: Readonly<Record<Certainty, { readonly label: string; readonly means: string }>> = {
  exact: { label: "exact", means: "This attempt has a record of its own." },
  first_only: { label: "first only", means: "Only the first of several was recorded." },
  count_only: { label: "count only", means: "Only the number is known." },
};
