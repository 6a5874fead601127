import type { Ctx } from "../context.ts";
import { deriveMessage } from "../messages/derive/derive.ts";
import type { QueueReader } from "../messages/derive/queue-reader.ts";
import type { Delivered } from "../messages/delivered.ts";
import { partsOf } from "../sources/parts.ts";
import { countFailedImport, countStored, observeLag } from "./count-stored.ts";
import { failImport } from "./fail-import.ts";
import { holdThroughOutage, type Patience } from "../db/hold.ts";
import { tellSignals } from "./tell-signals.ts";
import type { Incoming } from "./incoming.ts";
import type { Positions } from "./positions.ts";
import { storeBatch } from "./store-batch.ts";
import { newBreath } from "../process/breath.ts";
import { crashPoint } from "../process/crash-point.ts";
import { takeIds } from "./take-ids.ts";

export interface Ingested {
  readonly stored: number;
  /** Redeliveries of what is stored already, by the broker's own exact identity. */
  readonly known: number;
  /** Kept in failed imports. */
  readonly failed: number;
}

/** Messages of one transaction; while it is written the next ones are read. */
const partSize = 1_000;
/** More bytes in one transaction would need as much memory several times over. */
const partBytes = 16 * 1024 * 1024;
const maxTries = 3;

/**
 * Stores a batch so that it may be settled: when it resolves, all of it is committed. In this order, for one part of it after the other:
 * 1. ids are taken, so that a commit whose answer was lost is recognised when the part is tried again;
 * 2. each message is read (what cannot be read goes to failed imports);
 * 3. one transaction writes rows, bytes, history, groups, counts and comebacks;
 * 4. once it has committed, its signals are told (`signals.ts`), for which nothing waits.
 * A transaction that the data itself breaks is halved until the guilty message stands alone; after three tries that one goes to
 * failed imports with its bytes. While the database cannot be reached it waits. Rejects only when `patience.signal` aborts or when
 * nothing can be stored at all; nothing may be settled then.
 */
export async function ingestBatch(
  ctx: Ctx,
  input: {
    readonly reader: QueueReader;
    readonly batch: readonly Delivered[];
    readonly patience: Patience;
    /** Of a log that is being read: moves on as the batch is stored. */
    readonly positions?: Positions | null;
  },
): Promise<Ingested> {
  const { reader, batch, patience, positions = null } = input;
  const at = ctx.clock();
  const ids = await holdThroughOutage(() => takeIds(ctx, batch.length), patience);
  const total = { stored: 0, known: 0, failed: 0 };
  const breath = newBreath();
  let writing = Promise.resolve();
  const sized = batch.map((raw, nth) => ({ raw, id: ids[nth] as number, bytes: raw.head.length + (raw.body?.length ?? 0) }));
  for (const part of partsOf(sized, { count: partSize, bytes: partBytes })) {
    const incoming: Incoming[] = [];
    for (const { raw, id } of part) {
      await breath();
      try {
        incoming.push({ id, raw, arrival: deriveMessage(reader, raw, at) });
      } catch (error) {
        await holdThroughOutage(() => failImport(ctx, reader.queueId, raw, { error, tries: 1 }), patience);
        countFailedImport(reader);
        total.failed++;
      }
    }
    await writing;
    writing = store(ctx, { reader, incoming, at, patience, positions, total });
    // Awaited one part later: its failure must not count as unhandled until then.
    writing.catch(() => {});
  }
  await writing;
  // Failed imports at the end of the batch were in no transaction that moves on.
  if (total.failed > 0) await holdThroughOutage(async () => positions?.advance(ctx.sql, batch), patience);
  return total;
}

async function store(
  ctx: Ctx,
  work: {
    reader: QueueReader;
    incoming: readonly Incoming[];
    at: Date;
    patience: Patience;
    positions: Positions | null;
    total: { stored: number; known: number; failed: number };
  },
): Promise<void> {
  const { reader, incoming, at, patience, positions, total } = work;
  if (incoming.length === 0) return;
  for (let tries = 1; ; tries++) {
    try {
      const { signals, ...stored } = await holdThroughOutage(() => storeBatch(ctx, { reader, incoming, at, positions }), patience);
      crashPoint("capture.part");
      if (signals) tellSignals(ctx, signals);
      countStored(reader, stored);
      // Of a part with redeliveries nobody tells which ones are new.
      if (stored.stored === incoming.length) observeLag(reader, incoming, ctx.clock());
      total.stored += stored.stored;
      total.known += incoming.length - stored.stored;
      return;
    } catch (error) {
      patience.signal.throwIfAborted();
      const [first] = incoming;
      if (incoming.length === 1 && first) {
        if (tries < maxTries) continue;
        await holdThroughOutage(() => failImport(ctx, reader.queueId, first.raw, { error, tries }), patience);
        countFailedImport(reader);
        total.failed++;
        return;
      }
      const half = incoming.length >> 1;
      await store(ctx, { ...work, incoming: incoming.slice(0, half) });
      await store(ctx, { ...work, incoming: incoming.slice(half) });
      return;
    }
  }
}
