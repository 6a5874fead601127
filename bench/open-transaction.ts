import postgres from "postgres";
import type { SourceConfig } from "../server/config/config.ts";
import { createRabbitMQ } from "../server/sources/rabbitmq/create.ts";
import { testContext } from "../server/testing/context.ts";
import { startRabbitMQ } from "../server/testing/rabbitmq.ts";
import { startBenchDatabase } from "./database.ts";
import { benchQueue, drainByCapture } from "./drain.ts";
import { deadOrder, type Filling, fillQueue } from "./fill.ts";
import { declare, purge } from "./rabbit-queues.ts";
import { median, printResult, rateRow } from "./table.ts";
import { timeRate, timeReplay } from "./time-replay.ts";

const count = 20_000;
const rounds = 2;
const names = { dead: "bench.dlq", work: "bench.work" } as const;

interface Rates {
  readonly capture: number;
  readonly replay: number;
}

/**
 * Capture and replay of 20,000 dead letters at a time, while a REPEATABLE READ transaction stays open on Redrive's own database (a backup, a report), against the
 * same without it. No row version that ends meanwhile can be removed, so each round lasts some time, and its last two batches count. `REDRIVE_BENCH_OPEN_SECONDS`:
 * so long, 60 unless said. Rounds alternate. `dead rows`: of all tables at the end of a round.
 */
export async function benchOpenTransaction(): Promise<void> {
  const seconds = Number(process.env["REDRIVE_BENCH_OPEN_SECONDS"] ?? 60);
  const [rabbit, database] = await Promise.all([startRabbitMQ(), startBenchDatabase()]);
  const queue = benchQueue(names.dead, "take");
  const source: SourceConfig = {
    kind: "rabbitmq",
    name: "bench",
    url: rabbit.url,
    management: null,
    keepDeathHeaders: false,
    queues: [queue],
  };
  const broker = createRabbitMQ({ source: "bench", url: rabbit.url, management: null, queues: [names.dead] });
  const ctx = testContext(database, { brokers: [broker], config: { sources: [source] } });
  const yaml = `sources:\n  bench: { kind: rabbitmq, url: ${rabbit.url}, management: ${rabbit.management}, envelope: flat, queues: ["${names.dead}"] }\n`;
  let batches = 0;
  const batch = async (): Promise<Rates> => {
    // Events of their own: those of an earlier batch would come back, and reach the limit of replays.
    const nth = batches++;
    const messageOf = (at: number): Filling => {
      const { event, headers } = deadOrder(at);
      return { event: { ...event, eventId: `evt-${nth}-${at}` }, headers };
    };
    await fillQueue(rabbit.url, { queue: names.dead, count, messageOf });
    const capture = await timeRate(count, () => drainByCapture(ctx, { queue, count }));
    const { perSecond } = await timeReplay(ctx, { count, yaml, databaseUrl: database.url, work: names.work });
    await purge(rabbit.url, names.work);
    return { capture, replay: perSecond };
  };
  const round = async (): Promise<readonly Rates[]> => {
    const rates = [];
    for (const start = performance.now(); performance.now() - start < seconds * 1_000; ) rates.push(await batch());
    return rates.slice(-2);
  };
  const deadRows = async () => {
    const [row] = await database.sql<[{ n: number }]>`select sum(n_dead_tup)::int as n from pg_stat_user_tables`;
    return row.n;
  };
  const [free, held] = [
    { rates: [] as Rates[], dead: 0 },
    { rates: [] as Rates[], dead: 0 },
  ];
  try {
    await declare(rabbit.url, Object.values(names));
    await ctx.sql`insert into queues (source, name, watched, mode, state) values ('bench', ${names.dead}, true, 'take', 'starting')`;
    await batch();
    for (let at = 0; at < rounds; at++) {
      free.rates.push(...(await round()));
      free.dead = await deadRows();
      held.rates.push(...(await whileOpen(database.url, round)));
      held.dead = await deadRows();
    }
  } finally {
    await ctx.brokers.close();
    await Promise.all([rabbit.stop(), database.stop()]);
  }
  const row = (of: keyof Rates, what: string, { rates, dead }: typeof free) => {
    const base = median(free.rates.map((one) => one[of]));
    return {
      ...rateRow(
        `${of}, ${what}`,
        rates.map((one) => one[of]),
        base,
      ),
      "dead rows": dead,
    };
  };
  const open = `a transaction open for ${seconds} s`;
  printResult("open-transaction", [
    row("capture", "no transaction open", free),
    row("capture", open, held),
    row("replay", "no transaction open", free),
    row("replay", open, held),
  ]);
}

/** Holds a snapshot on the database while something is done. */
async function whileOpen<T>(url: string, work: () => Promise<T>): Promise<T> {
  const sql = postgres(url, { max: 1 });
  try {
    return await sql
      .begin("isolation level repeatable read", async (tx) => {
        await tx`select count(*) from messages where false`;
        return { done: await work() };
      })
      .then(({ done }) => done);
  } finally {
    await sql.end();
  }
}
