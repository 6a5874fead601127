import { connect, type Message } from "amqplib";
import { expect, onTestFinished, vi } from "vitest";
import { connectDatabase, type Sql } from "../db/client.ts";
import { inHand } from "../replays/send/batch.ts";
import type { StageChoice } from "../replays/stages/choose.ts";
import { startReplay } from "../replays/start.ts";
import { testContext } from "./context.ts";
import { createTestDatabase } from "./database.ts";
import type { TestRabbitMQ } from "./rabbitmq.ts";
import { passSilence } from "./silence.ts";
import { startWorker } from "./worker.ts";

const soon = { timeout: 90_000, interval: 50 };
/** What `check` answers where nothing is wrong. */
export const clean = { lost: [], unexpected: [], unflagged: [], doubled: [] };

/** What `checkCaptured` answers where nothing is wrong. */
export const captured = { lost: [], unexpected: [], unflagged: [] };

/** A database of one's own on the shared server. */
export async function ownDatabase(): Promise<string> {
  const database = await createTestDatabase();
  onTestFinished(database.drop);
  return database.url;
}

interface Opening {
  readonly count: number;
  readonly databaseUrl: string;
  readonly databaseVia?: string;
  readonly rate?: number | null;
  readonly via?: string;
  readonly release?: boolean;
  readonly staged?: StageChoice & { readonly observeSeconds: number };
}

/**
 * Dead letters captured from a real broker, and a replay of all of them that nobody has begun to send, `rate` a second, by default all at once and watched for
 * an hour. `via`, `databaseVia`: what workers
 * reach the broker and the database by. `release`: it puts them back on their queue, which is captured while it does.
 * `staged`: in stages, watched for so long, and somebody takes what is sent.
 */
export async function openRabbitReplay(
  rabbit: Pick<TestRabbitMQ, "url" | "management">,
  { count, databaseUrl, databaseVia = databaseUrl, rate = null, via = rabbit.url, release = false, staged }: Opening,
) {
  const [dead, work] = [`dead.${crypto.randomUUID()}`, `work.${crypto.randomUUID()}`];
  const { sql, db, close } = connectDatabase(databaseUrl, { max: 3 });
  onTestFinished(close);
  const observeSeconds = staged?.observeSeconds ?? 3_600;
  // Longer than a slow machine takes, so that what was sent is still observed when it is checked.
  const ctx = testContext({ sql, db }, { config: { observeSeconds } });
  const onBroker = async <T>(
    use: (channel: Awaited<ReturnType<Awaited<ReturnType<typeof connect>>["createConfirmChannel"]>>) => Promise<T>,
  ) => {
    const connection = await connect(rabbit.url);
    try {
      return await use(await connection.createConfirmChannel());
    } finally {
      await connection.close();
    }
  };
  const publish = (from: number, to: number) =>
    onBroker(async (channel) => {
      for (let at = from; at < to; at++) channel.sendToQueue(dead, Buffer.from(`evt-${at}`), { persistent: true });
      await channel.waitForConfirms();
    });
  await onBroker(async (channel) => {
    for (const queue of [dead, work]) await channel.assertQueue(queue, { durable: true });
  });
  await publish(0, count);
  const taken = staged ? await consume(rabbit.url, work) : [];
  // On a busy machine a test outlasts the minute after which what did not come back counts as good.
  const yaml = `replay: { observeSeconds: ${observeSeconds} }\nsources:\n  shop:\n    kind: rabbitmq\n    url: ${via}\n    management: ${rabbit.management}\n    queues: ["${dead}"]\n`;
  const run = async (crashAt?: string) => {
    const worker = await startWorker({ yaml, databaseUrl: databaseVia, ...(crashAt ? { crashAt } : {}) });
    onTestFinished(async () => {
      await worker.kill("SIGKILL");
    });
    return worker;
  };
  const taker = await run();
  await vi.waitFor(async () => expect((await sql`select count(*) as n from messages`)[0]?.["n"], taker.log()).toBe(count), soon);
  expect(await taker.kill("SIGTERM")).toBe(0);
  const selection = { filter: "", asOf: new Date(Date.now() + 1_000).toISOString() };
  const target = release ? ({ to: "release" } as const) : ({ to: "queue", queue: work } as const);
  if (release) await sql`update queues set paused_by = (select id from principals limit 1)`;
  const { id } = await startReplay(ctx, {
    selection,
    target,
    rate,
    reason: "test",
    ...(staged && { stages: { canary: staged.canary, ramp: staged.ramp } }),
  });
  await sql`update queues set paused_by = null`;
  const states = () => countStates(sql);
  return {
    ctx,
    id,
    run,
    states,
    publish,
    checkCaptured: (published: number) => checkCaptured(sql, published),
    /** What stands in the dead-letter queue. */
    waiting: () => onBroker(async (channel) => (await channel.checkQueue(dead)).messageCount),
    expire: () => passSilence(sql),
    completed: async (log: () => string) => {
      await vi.waitFor(
        async () => expect((await sql`select state in ('observing', 'completed') as sent from replays`)[0], log()).toEqual({ sent: true }),
        soon,
      );
      expect(await states()).not.toHaveProperty("in_hand");
    },
    check: async () => {
      const delivered = await onBroker(async (channel) => {
        const messages: Message[] = [...taken];
        for (let message = await channel.get(work, { noAck: true }); message; message = await channel.get(work, { noAck: true }))
          messages.push(message);
        return messages;
      });
      return compare(sql, delivered);
    },
  };
}

/** What has been watched to its end was sent as well. */
const sentAs: Readonly<Record<string, string>> = { presumed_ok: "observing" };

/** Takes all that comes to a queue until the test ends. */
async function consume(url: string, queue: string): Promise<readonly Message[]> {
  const taken: Message[] = [];
  const connection = await connect(url);
  onTestFinished(() => connection.close());
  const channel = await connection.createChannel();
  await channel.consume(queue, (message) => void (message && taken.push(message)), { noAck: true });
  return taken;
}

/** The sets that a checker of queues names, from what stood in the target queue and what was recorded. */
async function compare(sql: Sql, delivered: readonly Message[]) {
  const items = await sql<{ id: number; state: string; body: string }[]>`
    select i.id, i.state, convert_from(b.body, 'UTF8') as body from replay_items i join bodies b on b.message_id = i.message_id and b.version = i.version`;
  const attempts = Map.groupBy(delivered, (message) => Number(message.properties.headers?.["x-redrive-attempt"]));
  const wrong = (state: "observing" | "unknown", times: (n: number) => boolean) => (item: { id: number; state: string }) =>
    (sentAs[item.state] ?? item.state) === state && times(attempts.get(item.id)?.length ?? 0);
  const bodies = new Map(items.map((item) => [item.id, item.body]));
  return {
    lost: items.filter(wrong("observing", (n) => n === 0)).map(({ id }) => id),
    unexpected: [
      ...items.filter((item) => !["observing", "presumed_ok", "unknown"].includes(item.state) && attempts.has(item.id)).map(({ id }) => id),
      ...delivered.filter((m) => bodies.get(Number(m.properties.headers?.["x-redrive-attempt"])) !== m.content.toString()).map(String),
    ],
    unflagged: items.filter(wrong("observing", (n) => n > 1)).map(({ id }) => id),
    doubled: items.filter(wrong("unknown", (n) => n > 1)).map(({ id }) => id),
    unknownSent: items.filter(wrong("unknown", (n) => n === 1)).length,
    unknownUnsent: items.filter(wrong("unknown", (n) => n === 0)).length,
  };
}

/** Dead letters of which Redrive holds no copy, and copies that are not said to be one, of the first `published`. */
async function checkCaptured(sql: Sql, published: number) {
  const rows = await sql<{ body: string; of: number | null }[]>`
    select convert_from(body, 'UTF8') as body, m.suspected_duplicate_of as of from messages m join bodies b on b.message_id = m.id`;
  const seen = Map.groupBy(rows, ({ body }) => body);
  const wanted = new Set(Array.from({ length: published }, (_, at) => `evt-${at}`));
  return {
    lost: [...wanted].filter((body) => !seen.has(body)),
    unexpected: [...seen.keys()].filter((body) => !wanted.has(body)),
    unflagged: [...seen.values()].filter((same) => same.filter(({ of }) => of === null).length !== 1),
  };
}

async function countStates(sql: Sql): Promise<Readonly<Record<string, number>>> {
  const rows = await sql<{ state: string; n: number }[]>`
    select case when state = 'selected' and ${inHand(sql)} then 'in_hand' else state::text end as state, count(*) as n from replay_items i group by 1`;
  return Object.fromEntries(rows.map(({ state, n }) => [state, n]));
}
