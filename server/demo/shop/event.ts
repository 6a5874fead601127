import { randomUUID } from "node:crypto";
import type postgres from "postgres";
import type { WorkQueue } from "./queues.ts";

/** What travels: the envelope of every event of the shop. Numbers count from 1 per queue and aggregate. */
export interface ShopEvent {
  readonly eventType: string;
  readonly eventId: string;
  readonly timestamp: string;
  readonly version: number;
  readonly aggregateId: string;
  readonly sequenceNumber: number;
  readonly payload: Record<string, unknown>;
}

export interface Emission {
  readonly queue: WorkQueue;
  readonly eventType: string;
  readonly aggregateId: string;
  readonly payload: Record<string, unknown>;
  readonly version?: number;
  /** Characters that are lost at its end, as a broken producer loses them. */
  readonly cut?: number;
}

/** Numbers an event and puts it into the outbox, in the transaction of what it tells. */
export async function emitEvent(tx: postgres.TransactionSql, { queue, cut = 0, version = 2, ...told }: Emission): Promise<void> {
  const [sequence] = await tx<{ last: number }[]>`
    insert into sequences (queue, key, last) values (${queue}, ${told.aggregateId}, 1)
    on conflict (queue, key) do update set last = sequences.last + 1 returning last`;
  const event: ShopEvent = {
    eventType: told.eventType,
    eventId: `evt-${randomUUID().slice(0, 8)}`,
    timestamp: new Date().toISOString(),
    version,
    aggregateId: told.aggregateId,
    sequenceNumber: sequence?.last ?? 1,
    payload: told.payload,
  };
  const body = JSON.stringify(event);
  await tx`insert into outbox (queue, event_id, aggregate_id, body) values (${queue}, ${event.eventId}, ${event.aggregateId}, ${body.slice(0, body.length - cut)})`;
}
