import { mkdtempSync, rmSync } from "node:fs";
import { chmod } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { createMemoryBroker } from "../sources/memory/create.ts";
import { connectDatabase } from "../db/client.ts";
import { startEmbedded, stopEmbedded } from "../db/embedded.ts";
import { migrateDatabase } from "../db/migrate.ts";
import { testContext } from "../testing/context.ts";
import { shop } from "../testing/messages.ts";
import { collectSource } from "./collect.ts";

const soon = { timeout: 30_000, interval: 20 };

async function ownServer() {
  const parent = mkdtempSync(join(tmpdir(), "redrive-outage-"));
  await chmod(parent, 0o755);
  const home = join(parent, "postgres");
  const url = await startEmbedded(home, { fsync: "off" });
  await migrateDatabase(url);
  onTestFinished(async () => {
    await stopEmbedded(home);
    rmSync(parent, { recursive: true, force: true });
  });
  return { url, stop: () => stopEmbedded(home), start: () => startEmbedded(home, { fsync: "off" }) };
}

test("while Postgres is away capture settles nothing, and goes on by itself when it is back", async () => {
  const postgres = await ownServer();
  const clients = connectDatabase(postgres.url, { max: 5 });
  const broker = createMemoryBroker("shop");
  broker.server.declare("orders.dlq");
  const ctx = testContext(clients, { brokers: [broker], config: { sources: [shop] } });
  const stop = new AbortController();
  const done = collectSource(ctx, { source: shop, reader: "one" }, stop.signal);
  onTestFinished(async () => {
    stop.abort();
    await done;
    await clients.close();
  });
  const queue = broker.server.queue("orders.dlq");
  const send = (from: number, to: number) => {
    for (let at = from; at < to; at++) broker.server.send("orders.dlq", { body: Buffer.from(String(at)) });
  };
  const stored = async () => {
    const rows = await ctx.sql<{ body: Buffer }[]>`select body from bodies order by message_id`;
    return rows.map(({ body }) => Number(body.toString()));
  };
  send(0, 10);
  await vi.waitFor(async () => expect(await stored()).toHaveLength(10), soon);

  await postgres.stop();
  send(10, 3_000);
  await vi.waitFor(() => expect(queue.ready.length).toBeLessThan(2_990), soon);
  await expect(stored()).rejects.toThrow();
  send(3_000, 5_000);

  await postgres.start();
  await vi.waitFor(async () => expect(await stored()).toHaveLength(5_000), soon);
  expect(await stored()).toEqual(Array.from({ length: 5_000 }, (_, at) => at));
  await vi.waitFor(async () => {
    const [row] = await ctx.sql`select state, state_reason as reason from queues`;
    expect(row).toEqual({ state: "running", reason: null });
  }, soon);
  expect(queue.ready).toHaveLength(0);
  const [suspects] = await ctx.sql`select count(*) as n from messages where suspected_duplicate_of is not null`;
  expect(suspects?.["n"]).toBe(0);
});
