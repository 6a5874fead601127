import { type Channel, connect } from "amqplib";
import { expect, onTestFinished, test, vi } from "vitest";
import { connectDatabase } from "../db/client.ts";
import { startReplay } from "../replays/start.ts";
import { testContext } from "../testing/context.ts";
import { createEmptyDatabase } from "../testing/database.ts";
import { ownDatabase } from "../testing/rabbit-replay.ts";
import { createVirtualHost } from "../testing/rabbitmq-host.ts";
import { startWorker } from "../testing/worker.ts";

const soon = { timeout: 90_000, interval: 100 };

/** A shop on RabbitMQ that notes how far it has come with each order, and a worker that knows its table. */
async function open() {
  const host = await createVirtualHost();
  const connection = await connect(host.url);
  onTestFinished(async () => {
    await connection.close();
    await host.drop();
  });
  const channel = await connection.createChannel();
  await channel.assertQueue("work.dlq", { durable: true });
  await channel.assertQueue("work", { durable: true, deadLetterExchange: "", deadLetterRoutingKey: "work.dlq" });
  const [databaseUrl, shop] = await Promise.all([ownDatabase(), createEmptyDatabase()]);
  await shop.sql.unsafe(
    "create table positions (key text primary key, last bigint not null); insert into positions values ('ord-1', 4), ('ord-2', 1)",
  );
  const { sql, db, close } = connectDatabase(databaseUrl, { max: 3 });
  onTestFinished(close);
  const yaml = `replay: { observeSeconds: 600 }
applications:
  shop:
    database: ${shop.url}
    consumes: ["shop/work.dlq"]
    tables: [{ kind: sequences, table: public.positions, key: key, last: last }]
sources:
  shop: { kind: rabbitmq, url: "${host.url}", management: "${host.management}", envelope: flat, queues: ["work.dlq"] }
`;
  const worker = await startWorker({ yaml, databaseUrl });
  onTestFinished(() => worker.kill("SIGTERM").then(() => {}));
  return { channel, sql, shop, ctx: testContext({ sql, db }) };
}

const event = (key: string, n: number) =>
  Buffer.from(JSON.stringify({ eventId: `${key}-${n}`, eventType: "OrderChanged", aggregateId: key, sequenceNumber: n }));

/** A consumer that takes only the number after its last one, and notes what it has done, as the shop's do. */
async function consume(channel: Channel, shop: Awaited<ReturnType<typeof open>>["shop"], seen: string[]): Promise<void> {
  await channel.consume("work", (message) => {
    if (!message) return;
    const { aggregateId, sequenceNumber } = JSON.parse(message.content.toString()) as { aggregateId: string; sequenceNumber: number };
    void shop.sql`update positions set last = ${sequenceNumber} where key = ${aggregateId} and last = ${sequenceNumber - 1}`.then(
      ({ count }) => {
        seen.push(`${aggregateId}-${sequenceNumber}${count === 1 ? "" : " refused"}`);
        channel.ack(message);
      },
    );
  });
}

test("on a real RabbitMQ a gap holds its key alone, and the worker lets it go when the missing number was processed", async () => {
  const { channel, sql, shop, ctx } = await open();
  const seen: string[] = [];
  await consume(channel, shop, seen);
  for (const [key, n] of [
    ["ord-1", 7],
    ["ord-1", 6],
    ["ord-2", 2],
  ] as const)
    channel.sendToQueue("work.dlq", event(key, n), { persistent: true });
  await vi.waitFor(
    async () => expect((await sql`select count(*) as n from messages where sequence is not null`)[0]).toEqual({ n: 3 }),
    soon,
  );
  await vi.waitFor(
    async () =>
      expect(await sql`select event_key as key, trouble, messages, waits_for::text as for from sequence_keys`).toEqual([
        { key: "ord-1", trouble: "gap", messages: 2, for: "5" },
      ]),
    soon,
  );
  const selection = { filter: "", asOf: new Date(Date.now() + 1_000).toISOString() };
  await startReplay(ctx, { selection, target: { to: "queue", queue: "work" }, rate: null, reason: "in order" });
  await vi.waitFor(() => expect(seen).toEqual(["ord-2-2"]), soon);
  await vi.waitFor(
    async () => expect(await sql`select 1 from replay_items where state = 'held' and reason_code = 'sequence_gap'`).toHaveLength(2),
    soon,
  );
  // What is missing reaches the shop by itself.
  channel.sendToQueue("work", event("ord-1", 5), { persistent: true });
  await vi.waitFor(() => expect(seen).toEqual(["ord-2-2", "ord-1-5", "ord-1-6", "ord-1-7"]), soon);
  await vi.waitFor(async () => expect(await sql`select 1 from sequence_keys`).toHaveLength(0), soon);
}, 240_000);
