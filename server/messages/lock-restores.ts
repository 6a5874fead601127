import { locks } from "../db/locks.ts";
import type { Transaction } from "../db/client.ts";

/**
 * Only a restore makes a settled message dead again. Restores hold this lock together; a purge holds it alone, so that what it has found settled
 * stays so until the broker has removed it. Ends with the transaction, which may wait five minutes for the broker.
 */
export async function lockRestores(tx: Transaction, how: "shared" | "alone"): Promise<void> {
  if (how === "alone") await tx`set local idle_in_transaction_session_timeout = '5min'`;
  await (how === "shared"
    ? tx`select pg_advisory_xact_lock_shared(${locks.restores})`
    : tx`select pg_advisory_xact_lock(${locks.restores})`);
}
