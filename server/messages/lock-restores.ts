import { locks } from "../db/locks.ts";
import type { Transaction } from "../db/client.ts";

/**
 * Only a restore makes a settled message dead again. Restores hold this lock together; a purge holds it alone, so that what it has found settled
 * stays so until the broker has removed it. Ends with the transaction.
 */
export async function lockRestores(tx: Transaction, how: "shared" | "alone"): Promise<void> {
  await (how === "shared"
    ? tx`select pg_advisory_xact_lock_shared(${locks.restores})`
    : tx`select pg_advisory_xact_lock(${locks.restores})`);
}
