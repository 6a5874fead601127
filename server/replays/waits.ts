import type { Fragment } from "postgres";
import type { Sql } from "../db/client.ts";

/** A running replay that cannot send at the moment. Its messages wait; they are tried again. */
export interface Waits {
  /** The cause, as a sentence. */
  readonly for: string;
  /** When the first message was not sent. */
  readonly since: Date;
  /** When the next try begins. */
  readonly until: Date;
}

export interface WaitsRow {
  readonly waitsFor: string | null;
  readonly waitsSince: Date | null;
  readonly waitsUntil: Date | null;
}

/** Of `replays r`. */
export function waitsColumns(sql: Sql): Fragment {
  return sql`r.waits_for as "waitsFor", r.waits_since as "waitsSince", r.waits_until as "waitsUntil"`;
}

/** Takes the columns of `waitsColumns` off a row of a replay. */
export function withWaits<Row extends WaitsRow & { readonly state: string }>({ waitsFor, waitsSince, waitsUntil, ...row }: Row) {
  const waits: Waits | null =
    row.state === "running" && waitsFor !== null && waitsSince !== null && waitsUntil !== null
      ? { for: waitsFor, since: waitsSince, until: waitsUntil }
      : null;
  return { ...row, waits };
}
