import { numberArray } from "../db/arrays.ts";
import { type JudgedForAll, judgeForAll } from "../sequences/judge-for-all.ts";
import { missingFront } from "../sequences/judge-sequence.ts";
import type { StoredEntry } from "../sequences/read-keys.ts";
import type { CandidateMessage } from "./candidate.ts";
import type { Asking } from "./check.ts";
import { readDespite } from "./read-despite.ts";

/** One message with its key and number, judged by the order of its key. */
export interface Ordered {
  readonly number: bigint;
  readonly queueId: number;
  /** One of its consumers counts other queues too. */
  readonly isShared: boolean;
  readonly judged: JudgedForAll<StoredEntry>;
  /** The outbox in which the first number waits that no stored message has; null: none is known. */
  readonly outbox: string | null;
  /** A person said of its replay that these checks let it pass. */
  readonly despite: readonly string[];
}

/** What these checks need of a candidate. */
interface Numbered {
  readonly message: Pick<CandidateMessage, "id" | "eventKey" | "producedAt" | "item"> | null;
}

export interface SequenceFacts {
  readonly of: ReadonlyMap<number, Ordered>;
  /** All that is asked about together: what is sent with it. */
  readonly together: ReadonlySet<number>;
}

/** In a plan: all that it waits for is sent with it, and before it. */
export function isAfterOthers({ together }: SequenceFacts, { message }: Numbered, judged: JudgedForAll<StoredEntry>): boolean {
  return (
    judged.is === "waits" && message?.item === null && judged.missing.length === 0 && judged.behind.every(({ id }) => together.has(id))
  );
}

const nothing: SequenceFacts = { of: new Map(), together: new Set() };

/** Keys and numbers of candidates, and what is known of them. All checks of sequences read by this function, so that it is asked once. */
export async function readSequences(ctx: Asking, candidates: readonly Numbered[]): Promise<SequenceFacts> {
  const ids = candidates.flatMap(({ message }) => (message?.eventKey ? message.id : []));
  if (ids.length === 0) return nothing;
  const rows = await ctx.sql<{ id: number; queueId: number; key: string; number: string }[]>`
    select id, queue_id as "queueId", event_key as key, sequence::text as number from messages
    where id = any(${numberArray(ids)}::bigint[]) and sequence is not null and event_key is not null`;
  if (rows.length === 0) return nothing;
  const keys = [...Map.groupBy(rows, ({ queueId, key }) => `${queueId} ${key}`).values()].flatMap((all) => all.slice(0, 1));
  // Pages load the words of checks, and need nothing that asks databases.
  const [{ readKeys }, { findNumbers }] = await Promise.all([
    import("../sequences/read-keys.ts"),
    import("../applications/outbox/find-numbers.ts"),
  ]);
  const [known, despite] = await Promise.all([readKeys(ctx, keys), readDespite(ctx, candidates)]);
  const byKey = new Map(known.map((one) => [`${one.queueId} ${one.key}`, one]));
  const produced = new Map(candidates.map(({ message }) => [message?.id, message?.producedAt?.getTime() ?? null]));
  const judged = rows.flatMap(({ id, queueId, key, number }) => {
    const facts = byKey.get(`${queueId} ${key}`);
    const asked = { id, number: BigInt(number), producedAt: produced.get(id) ?? null };
    if (!facts) return [];
    const isShared = facts.counts.some(({ counter }) => counter.queues.length > 1);
    return [{ id, key, number: asked.number, queueId, isShared, judged: judgeForAll(facts.counts, asked), despite: despite.get(id) ?? [] }];
  });
  const missing = judged.flatMap((one) => {
    const front = missingFront(one.judged);
    return front === null ? [] : [{ key: one.key, number: front }];
  });
  const outboxOf = await findNumbers(ctx.applications.all, missing);
  const of = judged.map(({ id, key, ...one }) => {
    const front = missingFront(one.judged);
    return [id, { ...one, outbox: front === null ? null : outboxOf({ key, number: front }) }] as const;
  });
  return { of: new Map(of), together: new Set(ids) };
}
