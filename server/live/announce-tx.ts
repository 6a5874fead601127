import { sql } from "drizzle-orm";
import type { Executor } from "../db/client.ts";
import { channel, type Topic } from "./announce.ts";

/** `announceChange` for a drizzle transaction. */
export async function announceInTransaction(tx: Executor, changed: readonly Topic[]): Promise<void> {
  for (const topic of changed) await tx.execute(sql`select pg_notify(${channel}, ${topic})`);
}
