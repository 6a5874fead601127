import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { testContext } from "../server/testing/context.ts";
import { startRabbitMQ } from "../server/testing/rabbitmq.ts";
import { startBenchDatabase } from "./database.ts";
import { deadOrder, fillQueue } from "./fill.ts";
import { declare, purge } from "./rabbit-queues.ts";
import { printResult } from "./table.ts";
import { type ReplayTimes, timeReplay } from "./time-replay.ts";

const names = { dead: "bench.dlq", work: "bench.work" } as const;
/** Events that the shop has processed before, none of them among the dead. */
const processed = 1_000_000;

/**
 * A replay of a million dead letters of 500 bytes whose events are looked up at their application, and whose downstream is polled, after a canary, against one without
 * any of that. `REDRIVE_BENCH_ITEMS`: so many messages.
 */
export async function benchCheckedReplay(): Promise<void> {
  const count = Number(process.env["REDRIVE_BENCH_ITEMS"] ?? 1_000_000);
  const [rabbit, database, shop] = await Promise.all([startRabbitMQ(), startBenchDatabase(), startBenchDatabase()]);
  const bank = createServer((_, response) => response.end("ok"));
  await new Promise<void>((resolve) => bank.listen(0, "127.0.0.1", resolve));
  const plain = `sources:\n  bench: { kind: rabbitmq, url: ${rabbit.url}, management: ${rabbit.management}, envelope: flat, queues: ["${names.dead}"] }\n`;
  const checked = `${plain}outbound: { allow: [127.0.0.1] }
downstreams:
  bank: { messages: [{ queues: ["bench/*"] }], readings: [{ kind: probe, url: "http://127.0.0.1:${(bank.address() as AddressInfo).port}/" }] }
applications:
  shop:
    database: "${shop.url}"
    consumes: [{ queue: "bench/*", consumer: orders }]
    tables: [{ kind: processed, table: public.seen, eventId: event_id, consumer: consumer, at: at, keeps: all }]
`;
  const run = async (yaml: string, staged: boolean): Promise<ReplayTimes> => {
    await fillQueue(rabbit.url, { queue: names.dead, count, messageOf: deadOrder });
    const times = await timeReplay(testContext(database), { count, yaml, databaseUrl: database.url, work: names.work, staged });
    await purge(rabbit.url, names.work);
    return times;
  };
  try {
    await shop.sql`create table seen (consumer text, event_id text, at timestamptz not null, primary key (consumer, event_id))`;
    await shop.sql`insert into seen select 'orders', 'old-' || n, now() from generate_series(1, ${processed}::int) n`;
    await declare(rabbit.url, Object.values(names));
    const without = await run(plain, false);
    const withAll = await run(checked, true);
    const row = (what: string, { perSecond, freezing, memory }: ReplayTimes) => ({
      what,
      "messages a second": Math.round(perSecond),
      ratio: Number((perSecond / without.perSecond).toFixed(2)),
      "freezing s": (freezing / 1_000).toFixed(1),
      "worker MB": Math.round(memory / 1_048_576),
    });
    printResult("checked-replay", [
      row("nothing to look up", without),
      row("each looked up at its application, a downstream polled, after a canary", withAll),
    ]);
  } finally {
    bank.close();
    await Promise.all([rabbit.stop(), database.stop(), shop.stop()]);
  }
}
