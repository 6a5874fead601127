import { connect } from "amqplib";
import { expect, onTestFinished, test, vi } from "vitest";
import { openApplications } from "../applications/open.ts";
import { readConfig } from "../config/read.ts";
import { openBrokers } from "../sources/registry.ts";
import { openShopDatabase } from "../testing/application.ts";
import { testContext } from "../testing/context.ts";
import { testDatabase } from "../testing/database.ts";
import { createVirtualHost } from "../testing/rabbitmq-host.ts";
import { itemStates } from "../testing/replays.ts";
import { startWorker } from "../testing/worker.ts";
import { readPlan } from "./read-plan.ts";
import { startReplay } from "./start.ts";

const soon = { timeout: 90_000, interval: 100 };
const target = { to: "queue", queue: "orders.work" } as const;

test("through a real worker: what is processed meanwhile is skipped by the plan and in a running replay, and what the shop then does is seen", {
  timeout: 240_000,
}, async () => {
  const host = await createVirtualHost();
  onTestFinished(() => host.drop());
  const [database, shop, model] = await Promise.all([testDatabase(), openShopDatabase(), connect(host.url)]);
  onTestFinished(() => model.close());
  const channel = await model.createConfirmChannel();
  for (const queue of ["orders.dlq", "orders.work"]) await channel.assertQueue(queue);
  for (let at = 0; at < 6; at++)
    channel.sendToQueue("orders.dlq", Buffer.from(JSON.stringify({ eventId: `e-${at}`, eventType: "OrderPlaced" })), { persistent: true });
  await channel.waitForConfirms();
  const yaml = `replay: { observeSeconds: 3600 }
sources:
  shop: { kind: rabbitmq, url: "${host.url}", management: "${host.management}", queues: [orders.dlq], envelope: { eventId: $.eventId } }
applications:
  orders:
    database: "${shop.spec.databaseUrl}"
    consumes: [{ queue: shop/orders.dlq, consumer: orders }]
    tables: [{ kind: processed, table: public.processed_events, eventId: event_id, consumer: consumer, at: at, keeps: all }]
`;
  const config = readConfig(yaml, "redrive.yaml", {});
  const ctx = {
    ...testContext(database),
    config,
    brokers: openBrokers(config),
    applications: openApplications(config.applications),
  };
  onTestFinished(() => Promise.all([ctx.brokers.close(), ctx.applications.close()]).then(() => {}));
  const worker = await startWorker({ yaml, databaseUrl: database.url });
  onTestFinished(() => worker.kill("SIGKILL").then(() => {}));
  const ids = async () => (await ctx.sql<{ id: number }[]>`select id from messages order by id`).map(({ id }) => id);
  await vi.waitFor(async () => expect(await ids(), worker.log()).toHaveLength(6), soon);

  await shop.process("e-0");
  const selection = { ids: await ids() };
  const { sendable, checks } = await readPlan(ctx, { selection, target });
  expect([sendable, checks.find(({ key }) => key === "processed")]).toEqual([5, expect.objectContaining({ n: 1, effect: "skip" })]);
  const { id } = await startReplay(ctx, { selection, target, rate: 0.5, reason: "mended", stages: { canary: 0, ramp: false } });
  const seen: string[] = [];
  await channel.consume("orders.work", (message) => message && seen.push(JSON.parse(message.content.toString()).eventId), { noAck: true });
  await vi.waitFor(() => expect(seen.length, worker.log()).toBeGreaterThan(0), soon);
  await shop.process("e-5");
  await vi.waitFor(async () => expect(await itemStates(ctx, id), worker.log()).toEqual({ observing: 4, skipped: 2 }), soon);
  expect(seen.toSorted()).toEqual(["e-1", "e-2", "e-3", "e-4"]);
  await shop.process(...seen);
  await vi.waitFor(async () => expect(await itemStates(ctx, id), worker.log()).toEqual({ processed: 4, skipped: 2 }), soon);
  await vi.waitFor(async () => expect(await ctx.sql`select state from replays`).toEqual([{ state: "completed" }]), soon);
});
