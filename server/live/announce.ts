import type { Sql } from "../db/client.ts";

/** What changed, by noun; a page re-reads what it shows of these. */
export const topics = ["messages", "groups", "queues", "replays", "imports", "bulk", "audit"] as const;
export type Topic = (typeof topics)[number];

/** The Postgres channel. A notification is a hint: pages poll slowly as well. */
export const channel = "redrive_changes";

/** Tells every open page, after the current transaction commits. Equal notices in one transaction are sent once by Postgres. */
export async function announceChange(sql: Pick<Sql, "unsafe">, changed: readonly Topic[]): Promise<void> {
  await sql.unsafe("select pg_notify($1, topic) from unnest($2::text[]) as topic", [channel, [...changed]]);
}
