/** An event, as a message carries it. */
export interface EventRef {
  readonly eventId: string;
  /** When it was produced, in milliseconds since 1970; null: the message does not say. */
  readonly producedAt: number | null;
}

/** What an application's table says of one event. */
export type Processed =
  /** `consumers`: of a table that many share, who did. `at`, `lastAt`: the first and the last time; null: the table does not say. Milliseconds since 1970. */
  | {
      readonly state: "processed";
      readonly at: number | null;
      readonly lastAt: number | null;
      readonly times: number;
      readonly consumers: readonly string[];
    }
  | { readonly state: "not_processed" }
  /** `forever`: asking again later does not help. */
  | { readonly state: "unknown"; readonly reason: string; readonly forever?: true };

/** Clocks differ: an event that is so close to the border of what a table keeps counts as before it. */
const skewMs = 10 * 60_000;

/** Pure. What the absence of a row means. `since`: what was processed after this moment is still in the table; null: all is; "unknown": nobody knows. */
export function judgeAbsence({ producedAt }: EventRef, since: number | null | "unknown"): Processed {
  if (since === null) return { state: "not_processed" };
  if (since === "unknown") return { state: "unknown", reason: "Nobody knows how long the table keeps its rows.", forever: true };
  if (producedAt === null)
    return {
      state: "unknown",
      reason: "The message does not say when its event was produced, and the table does not keep its rows for ever.",
      forever: true,
    };
  if (producedAt < since + skewMs)
    return { state: "unknown", reason: "The event is older than what the table still keeps.", forever: true };
  return { state: "not_processed" };
}
