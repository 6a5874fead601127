import { lastedText } from "../../text/lasted.ts";
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

/** What was processed after this moment, in milliseconds since 1970, is still there; null: everything is; or why that is not known. */
export type KeptSince = number | null | { readonly unknown: string };

/** How far the absence of a row means something. Milliseconds since 1970. */
export interface Reach {
  readonly table: Pick<Table, "schema" | "table" | "is" | "isUnlogged">;
  readonly since: KeptSince;
  /** How far a replica may be behind; null: it is no replica; "unknown": it does not say. */
  readonly lagMs: number | null | "unknown";
}

/** Clocks differ: an event that is so close to the border of what a table keeps counts as before it. */
const skewMs = 10 * 60_000;

/** A replica that is no further behind counts as level: as long passes between a look and the send that follows it. */
const levelMs = 5_000;

/** Pure. What the absence of a row means. */
export function judgeAbsence({ producedAt }: EventRef, { table, since, lagMs }: Reach): Processed {
  const forever = (reason: string): Processed => ({ state: "unknown", reason, forever: true });
  const name = `${table.schema}.${table.table}`;
  if (table.is === "materialized")
    return forever(`${name} is a materialized view: what was processed since its last refresh is missing there.`);
  if (table.isUnlogged) return forever(`${name} is unlogged: it is empty after a crash of its server.`);
  if (since !== null && typeof since === "object") return forever(since.unknown);
  if (producedAt === null && since !== null)
    return forever("The message does not say when its event was produced, and the table does not keep its rows for ever.");
  if (since !== null && producedAt !== null && producedAt < since + skewMs)
    return forever("The event is older than what the table still keeps.");
  const behind = whyBehind(lagMs);
  return behind === null ? { state: "not_processed" } : { state: "unknown", reason: behind };
}

/** An event may be processed long after it was produced, so that a replica proves nothing of what was processed since its last transaction. null: it is level. */
function whyBehind(lagMs: Reach["lagMs"]): string | null {
  if (lagMs === "unknown")
    return "The database is a replica that does not say how far it has come: what was processed last may be missing there.";
  if (lagMs === null || lagMs <= levelMs) return null;
  return `The database is a replica, and its last transaction is ${lastedText(lagMs)} old: what was processed since may be missing there.`;
}
