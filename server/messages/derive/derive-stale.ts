import type { Ctx } from "../../context.ts";
import { numberArray } from "../../db/arrays.ts";
import type { Transaction } from "../../db/client.ts";
import { locks } from "../../db/locks.ts";
import { announce } from "../../live/announce.ts";
import { newBreath } from "../../process/breath.ts";
import { pause } from "../../process/loop.ts";
import { deriveMessage } from "./derive.ts";
import { raiseChanged } from "./raise.ts";
import { settleGroups } from "./settle-groups.ts";
import { findStale, readSources, readWays, type StoredSource, type Way } from "./stale.ts";
import { type DerivedRow, writeDerived } from "./write-derived.ts";

/** Of one stretch: its transaction lasts some hundred milliseconds, the locks that capture meets a few of them. */
const most = { ids: 10_000, messages: 500, bytes: 16 * 1024 * 1024 };
/** Open pages hear of rows that were derived again at most so often, and when all are. */
const tellMs = 5_000;

/** Told of messages whose rows were derived again, at the end of the transaction that did it. */
export type OnDerived = (tx: Transaction, ids: readonly number[]) => Promise<void>;

const nobody: OnDerived = () => Promise.resolve();

/**
 * Makes a loop's turn: it derives a stretch of stale rows again, and rests for as long as that took, so that readers have the database at least half of
 * the time. True: there may be more. Any number of workers may run it; they take turns.
 */
export function startDeriving(ctx: Ctx, signal: AbortSignal, onDerived: OnDerived = nobody): () => Promise<boolean> {
  const known = new Set<number>();
  let untold = false;
  let toldAt = Number.NEGATIVE_INFINITY;
  return async () => {
    await raiseChanged(ctx, known);
    const from = performance.now();
    const more = await deriveStretch(ctx, most.messages, onDerived);
    untold ||= more;
    if (untold && (!more || from - toldAt >= tellMs)) {
      await announce(ctx.sql, ["messages", "groups"]);
      [untold, toldAt] = [false, from];
    }
    if (more) await pause(performance.now() - from, signal);
    return more;
  };
}

/** One stretch in one transaction. False: nothing is left to look at, or another worker is at it. Tells no page. `size`: at most so many messages. */
export async function deriveStretch(ctx: Ctx, size: number = most.messages, onDerived: OnDerived = nobody): Promise<boolean> {
  return ctx.sql.begin(async (tx) => {
    const [lock] = await tx<[{ held: boolean }]>`select pg_try_advisory_xact_lock(${locks.deriving}) as held`;
    if (!lock.held) return false;
    const ways = await readWays(ctx, tx);
    const [{ last }] = await tx<[{ last: number }]>`select coalesce(max(id), 0) as last from messages`;
    const from = Math.min(...ways.map(({ derivedTo }) => derivedTo));
    if (ways.length === 0 || from >= last) return false;
    const to = Math.min(from + most.ids, last);
    const ids = await findStale(tx, ways, { from, to, messages: size, bytes: most.bytes });
    await moveOn(tx, ways, ids.at(-1) ?? to);
    if (ids.length > 0) {
      await deriveAgain(ctx, tx, ways, await readSources(tx, ids));
      await onDerived(tx, ids);
    }
    return true;
  });
}

/** Runs before any other lock is taken. A queue whose number was raised meanwhile, or that rows of other rules came to, stays where it is. */
async function moveOn(tx: Transaction, ways: readonly Way[], derivedTo: number): Promise<void> {
  await tx`
    with held as (
      select d.queue_id from derivations d join unnest(
        ${numberArray(ways.map(({ reader }) => reader.queueId))}::int[], ${numberArray(ways.map(({ number }) => number))}::smallint[],
        ${numberArray(ways.map((way) => way.derivedTo))}::bigint[]
      ) as w(queue_id, number, derived_to) on w.queue_id = d.queue_id and w.number = d.number and w.derived_to = d.derived_to
      where d.derived_to < ${derivedTo} order by d.queue_id for no key update of d
    )
    update derivations d set derived_to = ${derivedTo} from held where d.queue_id = held.queue_id`;
}

async function deriveAgain(ctx: Ctx, tx: Transaction, ways: readonly Way[], stored: readonly StoredSource[]): Promise<void> {
  const byQueue = new Map(ways.map((way) => [way.reader.queueId, way]));
  const rows: DerivedRow[] = [];
  const breath = newBreath();
  for (const { id, queueId, version, raw, capturedAt, death } of stored) {
    await breath();
    const way = byQueue.get(queueId);
    if (!way) continue;
    try {
      rows.push({
        ...deriveMessage(way.reader, raw, capturedAt).derived,
        ...death,
        arrived: death === null,
        id,
        version,
        derivation: way.number,
      });
    } catch (err) {
      ctx.log.warn({ messageId: id, err }, "a message could not be derived again; its row stays as it is");
    }
  }
  if (rows.length === 0) return;
  const moved = await writeDerived(tx, rows, ctx.clock());
  await settleGroups(tx, {
    moved,
    groups: rows.map(({ groupId }) => groupId),
    sources: new Map(stored.map((source) => [source.id, source])),
    readers: new Map(ways.map(({ reader }) => [reader.queueId, reader])),
  });
}
