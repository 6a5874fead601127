import type { Table } from "../catalogue.ts";

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

/** How far the absence of a row means something. Milliseconds since 1970. */
export interface Reach {
  readonly table: Pick<Table, "schema" | "table" | "is" | "isUnlogged">;
  /** What was processed after this moment is still in the table; null: all is; "unknown": nobody knows. */
  readonly since: number | null | "unknown";
  /** A replica has what was committed until this moment; null: it is no replica; "unknown": it does not say. */
  readonly until: number | null | "unknown";
}

/** Clocks differ: an event that is so close to the border of what a table keeps counts as before it. */
const skewMs = 10 * 60_000;

/** Pure. What the absence of a row means. */
export function judgeAbsence({ producedAt }: EventRef, { table, since, until }: Reach): Processed {
  const forever = (reason: string): Processed => ({ state: "unknown", reason, forever: true });
  const name = `${table.schema}.${table.table}`;
  if (table.is === "materialized")
    return forever(`${name} is a materialized view: what was processed since its last refresh is missing there.`);
  if (table.isUnlogged) return forever(`${name} is unlogged: it is empty after a crash of its server.`);
  if (since === "unknown") return forever("Nobody knows how long the table keeps its rows.");
  if (producedAt === null && since !== null)
    return forever("The message does not say when its event was produced, and the table does not keep its rows for ever.");
  if (producedAt === null && until !== null)
    return forever("The message does not say when its event was produced, and a replica lacks what came last.");
  if (since !== null && producedAt !== null && producedAt < since + skewMs)
    return forever("The event is older than what the table still keeps.");
  if (until === "unknown" || (until !== null && producedAt !== null && producedAt >= until))
    return { state: "unknown", reason: "The database is a replica, and has not come as far as the event yet." };
  return { state: "not_processed" };
}
