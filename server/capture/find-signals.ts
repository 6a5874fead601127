import { numberArray } from "../db/arrays.ts";
import type { Transaction } from "../db/client.ts";
import type { WrittenGroup } from "../messages/write-rows.ts";
import type { Incoming } from "./incoming.ts";
import type { Signals } from "./signals.ts";

/** `letters`: what is stored, without what a person released and capture took again. */
interface Batch extends Pick<Signals, "source" | "queueId" | "at"> {
  readonly letters: readonly Incoming[];
  readonly written: readonly WrittenGroup[];
}

/** The signals of a batch whose rows are written: in the same transaction, which holds its groups locked until it commits. */
export async function findSignals(tx: Transaction, batch: Batch): Promise<Signals> {
  const { letters, written, source, queueId, at } = batch;
  const stored = new Map<number, number>();
  for (const { arrival } of letters) stored.set(arrival.derived.groupId, (stored.get(arrival.derived.groupId) ?? 0) + 1);
  const told = written.filter(({ id }) => stored.has(id));
  const newGroups = told.filter((group) => group.isNew).map(({ id }) => id);
  const diedAgain = told.filter((group) => group.diedSinceClosed).map(({ id }) => id);
  return { source, queueId, at, stored, newGroups, regressedGroups: await keepFirst(tx, diedAgain, letters) };
}

/** Of closed groups with a death or a capture since, those that have it in this batch alone. */
async function keepFirst(tx: Transaction, groups: readonly number[], fresh: readonly Incoming[]): Promise<readonly number[]> {
  if (groups.length === 0) return [];
  const rows = await tx<{ id: number }[]>`
    select g.id from groups g where g.id = any(${numberArray(groups)}::bigint[]) and not exists (
      select from messages m
      where m.group_id = g.id and m.sort_at > g.triaged_at and m.id <> all(${numberArray(fresh.map(({ id }) => id))}::bigint[])
    ) order by g.id`;
  return rows.map(({ id }) => id);
}
