import type { Json, Reason } from "../messages/reason.ts";

/**
 * What becomes of a message that is to be sent, by all checks together: it may go, never in this replay, not before `until`, or nobody can tell. A
 * reason's `data` is null where its facts could not be read.
 */
export type Verdict =
  | { readonly do: "send" }
  | ({ readonly do: "skip" } & Reason)
  | ({ readonly do: "hold"; readonly until: Date } & Reason)
  | ({ readonly do: "unknown" } & Reason);

/** What can be acted on. */
export type KnownVerdict = Exclude<Verdict, { readonly do: "unknown" }>;

/** It is not sent now. */
export type Unsent = Exclude<KnownVerdict, { readonly do: "send" }>;

/** What one check says of a message. "send": it is sent, and this is told beside it. */
export type Finding<Data = Json> =
  | { readonly do: "send"; readonly data: Data | null }
  | { readonly do: "skip"; readonly data: Data | null }
  | { readonly do: "hold"; readonly data: Data | null; readonly until: Date }
  | { readonly do: "unknown"; readonly data: Data | null };
