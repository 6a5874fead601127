import { setTimeout as delay } from "node:timers/promises";
import type postgres from "postgres";
import type { ShopEvent } from "./event.ts";
import type { WorkQueue } from "./queues.ts";
import type { Delivery, Transport } from "./transport.ts";

export type Handler = (tx: postgres.TransactionSql, event: ShopEvent) => Promise<void>;

export interface Service {
  readonly queue: WorkQueue;
  readonly handle: Handler;
  /** After this many attempts it buries the message with its error; 0: it leaves giving up to the broker. */
  readonly attempts: number;
  /** An event that comes before an earlier one of its key is kept until that one came, or fails. */
  readonly early: "keep" | "refuse";
}

class OutOfOrderError extends Error {
  static {
    this.prototype.name = "OutOfOrderError";
  }
}

const firstBackoffMs = 120;

/** Consumes idempotently and in the order of each key; tries again with exponential backoff, then gives up. What cannot even be buried comes again. */
export async function runService(sql: postgres.Sql, transport: Transport, service: Service, signal: AbortSignal): Promise<void> {
  await transport.consume(service.queue, (delivery) => deliver(sql, transport, service, delivery).catch(() => {}), signal);
}

async function deliver(sql: postgres.Sql, transport: Transport, service: Service, delivery: Delivery): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await process(sql, service, delivery.body);
    } catch (error) {
      if (service.attempts === 0) return;
      if (attempt < service.attempts) {
        await delay(firstBackoffMs * 2 ** (attempt - 1));
        continue;
      }
      const told = error instanceof Error ? error : new Error(String(error));
      await transport.bury(service.queue, delivery, { type: told.name, text: told.message, stack: told.stack ?? "", attempts: attempt });
      return;
    }
    await delivery.ack();
    return;
  }
}

/**
 * One transaction: the key is locked, known and stale events are skipped, early ones are kept until those before them came, or refused, and what was
 * handled is remembered. The next early one goes through the outbox again, so that it has attempts and a death of its own.
 */
async function process(sql: postgres.Sql, { queue, handle, early }: Service, body: string): Promise<void> {
  const event = JSON.parse(body) as ShopEvent;
  const { aggregateId: key, sequenceNumber: sequence } = event;
  await sql.begin(async (tx) => {
    const [position] = await tx<{ last: number }[]>`
      insert into positions (consumer, key, last) values (${queue}, ${key}, 0)
      on conflict (consumer, key) do update set last = positions.last returning last`;
    const last = position?.last ?? 0;
    if (sequence > last + 1) {
      if (early === "refuse") throw new OutOfOrderError(`${event.eventType} ${sequence} of ${key} came before ${last + 1} was processed`);
      await tx`insert into early_events (consumer, key, sequence, body) values (${queue}, ${key}, ${sequence}, ${body}) on conflict do nothing`;
      return;
    }
    const [fresh] = await tx`
      insert into processed_events (consumer, event_id) values (${queue}, ${event.eventId}) on conflict do nothing returning 1 as one`;
    if (!fresh || sequence <= last) return;
    await handle(tx, event);
    await tx`update positions set last = ${sequence} where consumer = ${queue} and key = ${key}`;
    await tx`
      with next as (delete from early_events where consumer = ${queue} and key = ${key} and sequence = ${sequence + 1} returning body)
      insert into outbox (queue, event_id, aggregate_id, body) select ${queue}, body::json ->> 'eventId', ${key}, body from next`;
  });
}
