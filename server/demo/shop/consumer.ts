import { setTimeout as delay } from "node:timers/promises";
import type postgres from "postgres";
import type { ShopEvent } from "./event.ts";
import type { Delivery, Transport } from "./transport.ts";

export type Handler = (tx: postgres.TransactionSql, event: ShopEvent) => Promise<void>;

export interface Service {
  readonly queue: string;
  readonly handle: Handler;
  /** After this many attempts it buries the message with its error; 0: it leaves giving up to the broker. */
  readonly attempts: number;
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

/** One transaction: known events are skipped, early ones wait for those before them, and what was handled is remembered. */
async function process(sql: postgres.Sql, { queue, handle }: Service, body: string): Promise<void> {
  const event = JSON.parse(body) as ShopEvent;
  await sql.begin(async (tx) => {
    const [fresh] =
      await tx`insert into processed_events (consumer, event_id) values (${queue}, ${event.eventId}) on conflict do nothing returning 1 as one`;
    if (!fresh) return;
    const [position] = await tx<
      { last: number }[]
    >`select last from positions where consumer = ${queue} and key = ${event.aggregateId} for update`;
    const last = position?.last ?? 0;
    if (event.sequenceNumber <= last) return;
    if (event.sequenceNumber > last + 1) {
      await tx`insert into early_events (consumer, key, sequence, body) values (${queue}, ${event.aggregateId}, ${event.sequenceNumber}, ${body}) on conflict do nothing`;
      return;
    }
    await handle(tx, event);
    let handled = event.sequenceNumber;
    for (;;) {
      const [early] = await tx<{ body: string }[]>`
        delete from early_events where consumer = ${queue} and key = ${event.aggregateId} and sequence = ${handled + 1} returning body`;
      if (!early) break;
      await handle(tx, JSON.parse(early.body) as ShopEvent);
      handled++;
    }
    await tx`
      insert into positions (consumer, key, last) values (${queue}, ${event.aggregateId}, ${handled})
      on conflict (consumer, key) do update set last = excluded.last`;
  });
}
