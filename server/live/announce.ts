import type { Fragment } from "postgres";
import type { Sql, Transaction } from "../db/client.ts";

/** What a notice can be about, by noun; components/live.tsx says which pages read again for each. */
export const topics = [
  "messages",
  "groups",
  "queues",
  "replays",
  "imports",
  "bulk",
  "alerts",
  "annotations",
  "breakers",
  "sequences",
  "audit",
  "people",
] as const;
export type Topic = (typeof topics)[number];

/** The Postgres channel. A notice is a hint: pages poll slowly as well. */
export const channel = "redrive_notices";

/** Tells every open page, after the current transaction commits. Equal notices in one transaction are sent once by Postgres. */
export async function announce(sql: Pick<Sql, "unsafe">, about: readonly Topic[]): Promise<void> {
  await sql.unsafe("select pg_notify($1, topic) from unnest($2::text[]) as topic", [channel, [...about]]);
}

/** The same as a call inside another statement: `select ${noticeOf(sql, "imports")}`. */
export function noticeOf(sql: Sql | Transaction, topic: Topic): Fragment {
  return sql`pg_notify(${channel}, ${topic})`;
}
