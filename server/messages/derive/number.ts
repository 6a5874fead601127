import { hash } from "node:crypto";
import type { Transaction } from "../../db/client.ts";
import { locks } from "../../db/locks.ts";
import type { QueueReader } from "./queue-reader.ts";

/** Raise it with every change of what is derived from the same bytes: workers then derive all stored messages again. */
const codeNumber = 15;

/** Equal for equal rules: what the code derives, and what the config says of the queue. */
export function rulesOf({ kind, rules }: QueueReader): string {
  return hash("sha256", JSON.stringify([codeNumber, kind, rules])).slice(0, 32);
}

/** Held shared by whoever stores rows under a queue's number, and alone by whoever raises it. Ends with the transaction. */
export async function lockNumber(tx: Transaction, queueId: number, how: "shared" | "alone"): Promise<void> {
  await (how === "shared"
    ? tx`select pg_advisory_xact_lock_shared(${locks.numberOfQueue}, ${queueId}::int)`
    : tx`select pg_advisory_xact_lock(${locks.numberOfQueue}, ${queueId}::int)`);
}

/**
 * The number under which this reader's rows are stored; it stays the queue's until the transaction ends. 0: other rules are in force (this worker was
 * started with an older config), so the rows from `firstId` on will be derived again.
 */
export async function takeNumber(tx: Transaction, reader: QueueReader, firstId: number): Promise<number> {
  const { queueId } = reader;
  const rules = rulesOf(reader);
  const [, [row]] = await Promise.all([
    lockNumber(tx, queueId, "shared"),
    tx<{ number: number; rules: string }[]>`select number, rules from derivations where queue_id = ${queueId}`,
  ]);
  if (row?.rules === rules) return row.number;
  const [kept] = await tx<[{ number: number }]>`
    insert into derivations as d (queue_id, number, rules, derived_to, goal)
    select ${queueId}, 1, ${rules}, case when known then 0 else ${firstId - 1} end, case when known then last else 0 end
    from (select exists (select from groups where queue_id = ${queueId}) as known, (select coalesce(max(id), 0) from messages) as last) old
    on conflict (queue_id) do update set derived_to = case when d.rules = excluded.rules then d.derived_to else least(d.derived_to, ${firstId - 1}) end
    returning case when d.rules = ${rules} then d.number else 0 end as number`;
  return kept.number;
}
