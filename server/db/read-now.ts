import type { Fragment } from "postgres";
import type { Sql, Transaction } from "./client.ts";

// By the registry of symbols: the built pages hold a copy of this module, and get the clock of the process that serves them.
const isMachines = Symbol.for("redrive.machineClock");

/** The clock of this machine. */
export const machineClock: () => Date = Object.assign(() => new Date(), { [isMachines]: true });

/**
 * The time that processes agree on, whatever their machines say: the database's clock, also within a transaction. A clock that is not the machine's is a
 * test's, and says the time in the database's place.
 */
export async function readNow({ sql, clock }: { readonly sql: Sql | Transaction; readonly clock: () => Date }): Promise<Date> {
  if (!(isMachines in clock)) return clock();
  const [{ now }] = await sql<[{ now: Date }]>`select clock_timestamp() as now`;
  return now;
}

/** `sql` of the same within a statement: when that began, so that an index serves it. */
export function nowIn({ sql, clock }: { readonly sql: Sql | Transaction; readonly clock: () => Date }): Fragment {
  return isMachines in clock ? sql`statement_timestamp()` : sql`${clock()}::timestamptz`;
}
