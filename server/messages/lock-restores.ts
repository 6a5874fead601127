import type { Transaction } from "../db/client.ts";

/** Any constant but that of the migrations. */
const lockId = 720_118;

/**
 * Only a restore makes a settled message dead again. Restores hold this lock together; a purge holds it alone, so that what it has found settled
 * stays so until the broker has removed it. Ends with the transaction.
 */
export async function lockRestores(tx: Transaction, how: "shared" | "alone"): Promise<void> {
  await (how === "shared" ? tx`select pg_advisory_xact_lock_shared(${lockId})` : tx`select pg_advisory_xact_lock(${lockId})`);
}
