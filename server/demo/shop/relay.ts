import { setTimeout as delay } from "node:timers/promises";
import type postgres from "postgres";
import type { Transport } from "./transport.ts";

/** A relay can be stopped by hand, so that the outbox grows. */
export interface Relay {
  isStopped: boolean;
}

/** Publishes the outbox in its order and marks what it published; a crash between the two publishes again, and consumers know the event. */
export async function relayOutbox(sql: postgres.Sql, transport: Transport, relay: Relay, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const sent = relay.isStopped
      ? 0
      : await sql
          .begin(async (tx) => {
            const rows = await tx<{ id: string; queue: string; body: string }[]>`
          select id, queue, body from outbox where published_at is null order by id limit 50 for update skip locked`;
            for (const { queue, body } of rows) await transport.send(queue, body, {});
            if (rows.length > 0) await tx`update outbox set published_at = now() where id = any(${rows.map(({ id }) => id)}::bigint[])`;
            return rows.length;
          })
          .catch(() => 0);
    if (sent === 0) await delay(150, undefined, { signal }).catch(() => {});
  }
}
