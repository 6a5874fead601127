import { expect, onTestFinished, test, vi } from "vitest";
import { connectDatabase } from "../db/client.ts";
import { startReplay } from "../replays/start.ts";
import { testContext } from "../testing/context.ts";
import { createEmptyDatabase } from "../testing/database.ts";
import { ownDatabase } from "../testing/rabbit-replay.ts";
import { logsAndQueues, openShopOn } from "../testing/shop-on.ts";
import { startWorker } from "../testing/worker.ts";

const soon = { timeout: 90_000, interval: 100 };

/** A shop that notes how far it has come with each order, and a worker that knows its table. */
async function open(kind: (typeof logsAndQueues)[number]) {
  const [databaseUrl, shop, queue] = await Promise.all([ownDatabase(), createEmptyDatabase(), openShopOn(kind)]);
  onTestFinished(() => queue.close());
  await shop.sql.unsafe(
    "create table positions (key text primary key, last bigint not null); insert into positions values ('ord-1', 4), ('ord-2', 1)",
  );
  const { sql, db, close } = connectDatabase(databaseUrl, { max: 3 });
  onTestFinished(close);
  const yaml = `replay: { observeSeconds: 600 }
applications:
  shop:
    database: ${shop.url}
    consumes: ["shop/${queue.dead}"]
    tables: [{ kind: sequences, table: public.positions, key: key, last: last }]
sources:
  shop: { ${queue.source}, queues: ["${queue.dead}"] }
`;
  const worker = await startWorker({ yaml, databaseUrl });
  onTestFinished(() => worker.kill("SIGTERM").then(() => {}));
  return { queue, sql, shop, ctx: testContext({ sql, db }) };
}

const event = (key: string, n: number) => ({ eventId: `${key}-${n}`, eventType: "OrderChanged", aggregateId: key, sequenceNumber: n });

/** The consumer takes only the number after its last one, and notes what it has done, as the shop's do. */
function mend({ queue, shop }: Awaited<ReturnType<typeof open>>, seen: string[]): void {
  queue.mend(async (body) => {
    const { aggregateId, sequenceNumber } = JSON.parse(body) as { aggregateId: string; sequenceNumber: number };
    const { count } =
      await shop.sql`update positions set last = ${sequenceNumber} where key = ${aggregateId} and last = ${sequenceNumber - 1}`;
    seen.push(`${aggregateId}-${sequenceNumber}${count === 1 ? "" : " refused"}`);
  });
}

test.each(logsAndQueues)(
  "on a real %s a gap holds its key alone, and the worker lets it go when the missing number was processed",
  async (kind) => {
    const opened = await open(kind);
    const { queue, sql, ctx } = opened;
    const seen: string[] = [];
    for (const [key, n] of [
      ["ord-1", 7],
      ["ord-1", 6],
      ["ord-2", 2],
    ] as const)
      await queue.send(event(key, n));
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
    mend(opened, seen);
    const selection = { filter: "", asOf: new Date(Date.now() + 1_000).toISOString() };
    await startReplay(ctx, { selection, target: { to: "queue", queue: queue.work }, rate: null, reason: "in order" });
    await vi.waitFor(() => expect(seen).toEqual(["ord-2-2"]), soon);
    await vi.waitFor(
      async () => expect(await sql`select 1 from replay_items where state = 'held' and reason_code = 'sequence_gap'`).toHaveLength(2),
      soon,
    );
    // What is missing reaches the shop by itself.
    await queue.send(event("ord-1", 5));
    await vi.waitFor(() => expect(seen).toEqual(["ord-2-2", "ord-1-5", "ord-1-6", "ord-1-7"]), soon);
    await vi.waitFor(async () => expect(await sql`select 1 from sequence_keys`).toHaveLength(0), soon);
  },
  240_000,
);
