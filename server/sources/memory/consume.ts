import type { Consumption } from "../consumption.ts";
import { BrokerError } from "../port.ts";
import type { MemoryConnection, MemoryQueue, MemoryServer } from "./server.ts";

const heartbeatMs = 1_000;

/** The consume loop of the port on the in-process broker: one batch is held at a time. */
export async function consumeMemory(
  server: MemoryServer,
  connection: MemoryConnection,
  { queue: name, onBatch, options, signal }: Consumption,
): Promise<void> {
  const queue = server.queue(name);
  const ends = AbortSignal.any([signal, connection.lost.signal]);
  queue.consumers++;
  try {
    while (!ends.aborted) {
      options.onAlive?.();
      if (!(await untilReady(queue, 1, heartbeatMs, ends))) continue;
      await untilReady(queue, options.batchSize, options.maxWaitMs, ends);
      if (ends.aborted) break;
      const batch = server.take(connection, queue, options.batchSize);
      const ids = batch.map((message) => Number(message.position));
      try {
        if (batch.length > 0) await onBatch(batch);
      } catch (error) {
        server.giveBack(connection, ids);
        throw error;
      }
      server.settle(connection, ids);
    }
    if (connection.lost.signal.aborted) throw new BrokerError("closed", `The connection was lost while consuming "${queue.name}".`);
  } finally {
    queue.consumers--;
  }
}

/** Waits for that many ready messages; false when the time ran out or the wait was ended. */
function untilReady(queue: MemoryQueue, count: number, withinMs: number, ends: AbortSignal): Promise<boolean> {
  if (queue.ready.length >= count) return Promise.resolve(true);
  return new Promise((resolve) => {
    const finish = (ready: boolean) => {
      clearTimeout(timer);
      queue.arrivals.delete(arrived);
      ends.removeEventListener("abort", ended);
      resolve(ready);
    };
    const arrived = () => queue.ready.length >= count && finish(true);
    const ended = () => finish(false);
    const timer = setTimeout(ended, withinMs);
    queue.arrivals.add(arrived);
    ends.addEventListener("abort", ended, { once: true });
    if (ends.aborted) ended();
  });
}
