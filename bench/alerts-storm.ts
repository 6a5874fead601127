import { deliveryTasks } from "../server/alerts/delivery-tasks.ts";
import { alertSignals, alertTasks } from "../server/alerts/tasks.ts";
import { subscribe } from "../server/capture/tell-signals.ts";
import type { Ctx } from "../server/context.ts";
import { createRabbitMQ } from "../server/sources/rabbitmq/create.ts";
import { testContext } from "../server/testing/context.ts";
import { startRabbitMQ } from "../server/testing/rabbitmq.ts";
import { startBenchDatabase } from "./database.ts";
import { benchQueue, drainByCapture } from "./drain.ts";
import { type Filling, fillQueue } from "./fill.ts";
import { startReceiver } from "./receiver.ts";
import { median, printResult, rateRow } from "./table.ts";
import { timeRate } from "./time-replay.ts";

const [count, groups, rounds] = [100_000, 10_000, 3];
const queueName = "storm.dlq";
const plain = benchQueue(queueName, "take");
const queue = { ...plain, rules: { ...plain.rules, headers: { errorType: "error-type" } } };

/** A name for each group, in letters: numbers in a name are masked. */
const letters = (n: number) => n.toString(26).replaceAll(/./g, (digit) => String.fromCharCode(97 + Number.parseInt(digit, 26)));
const messageOf = (at: number): Filling => ({
  event: { eventId: `evt-${at}`, eventType: `OrderPlaced${at % 5}`, aggregateId: `ord-${at % 1_000}` },
  headers: { "error-type": `com.shop.Error${letters(at % groups)}x` },
});

/**
 * Capture of 100,000 dead letters in 10,000 groups that nobody has seen before, without and with rules evaluated and notices delivered in the same process,
 * as a worker does. Rounds alternate, each on empty tables. The rules are those of Redrive itself.
 */
export async function benchAlertStorm(): Promise<void> {
  const [rabbit, database] = await Promise.all([startRabbitMQ(), startBenchDatabase()]);
  const notices = { round: 0, most: 0 };
  const receiver = await startReceiver(() => (notices.most = Math.max(notices.most, ++notices.round)));
  const broker = createRabbitMQ({ source: "bench", url: rabbit.url, management: null, queues: [queueName] });
  const config = {
    sources: [{ kind: "rabbitmq", name: "bench", url: rabbit.url, management: null, keepDeathHeaders: false, queues: [queue] }],
    channels: [receiver.channel],
    outbound: { allow: ["127.0.0.1"] },
  } as const;
  const ctx = testContext(database, { brokers: [broker], config });
  const rates = { without: [] as number[], with: [] as number[] };
  /** Processor time of this process in ms: it tells less of what else the machine does. */
  const cpus = { without: [] as number[], with: [] as number[] };
  let isOn = false;
  subscribe({ name: "alerts", hear: async (of, signals) => (isOn ? alertSignals.hear(of, signals) : undefined) });
  try {
    for (let round = 0; round < 2 * rounds; round++) {
      // 0, 1, 1, 0, 0, 1: what slows down over time hits both.
      isOn = [1, 2].includes(round % 4);
      notices.round = 0;
      await clear(ctx);
      await fillQueue(rabbit.url, { queue: queueName, count, messageOf });
      const stop = new AbortController();
      const tasks = isOn ? [...alertTasks, ...deliveryTasks].map((task) => task(ctx, { id: "bench", signal: stop.signal })) : [];
      const way = isOn ? "with" : "without";
      const before = process.cpuUsage();
      rates[way].push(await timeRate(count, () => drainByCapture(ctx, { queue, count })));
      const used = process.cpuUsage(before);
      cpus[way].push(Math.round((used.user + used.system) / 1_000));
      stop.abort();
      await Promise.all(tasks);
    }
    const base = median(rates.without);
    const [{ firing }] = await database.sql<[{ firing: number }]>`select count(*)::int as firing from alerts where state = 'firing'`;
    printResult("alerts in a storm", [
      { ...rateRow("capture alone", rates.without, base), "CPU ms": median(cpus.without), firing: 0, notices: 0 },
      { ...rateRow("and alerts", rates.with, base), "CPU ms": median(cpus.with), firing, notices: notices.most },
    ]);
  } finally {
    receiver.stop();
    await ctx.brokers.close();
    await Promise.all([rabbit.stop(), database.stop()]);
  }
}

async function clear({ sql }: Ctx): Promise<void> {
  await sql`
    truncate messages, bodies, message_history, groups, day_counts, hour_counts, minute_arrivals, hour_arrivals, identities, alerts, alert_transitions,
      deliveries, channel_refs, alert_depths, group_owners, queues, sources, workers restart identity cascade`;
  await sql`insert into sources (name, kind, state) values ('bench', 'rabbitmq', 'connected')`;
  await sql`insert into queues (source, name, watched, mode, state) values ('bench', ${queueName}, true, 'take', 'starting')`;
  await sql`insert into workers (id, host, pid, started_at, beat_at, steady_since) values ('bench', 'bench', 1, now(), now() + interval '1 hour', now())`;
}
