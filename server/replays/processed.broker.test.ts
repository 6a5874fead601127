import { expect, onTestFinished, test, vi } from "vitest";
import { openApplications } from "../applications/open.ts";
import { readConfig } from "../config/read.ts";
import { openBrokers } from "../sources/registry.ts";
import { openShopDatabase } from "../testing/application.ts";
import { testContext } from "../testing/context.ts";
import { testDatabase } from "../testing/database.ts";
import { itemStates } from "../testing/replays.ts";
import { logsAndQueues, openShopOn } from "../testing/shop-on.ts";
import { startWorker } from "../testing/worker.ts";
import { readPlan } from "./read-plan.ts";
import { startReplay } from "./start.ts";

const soon = { timeout: 90_000, interval: 100 };

test.each(logsAndQueues)(
  "on %s through a real worker: what is processed meanwhile is skipped by the plan and in a running replay, and what the shop then does is seen",
  {
    timeout: 240_000,
  },
  async (kind) => {
    const [database, shop, queue] = await Promise.all([testDatabase(), openShopDatabase(), openShopOn(kind)]);
    onTestFinished(() => queue.close());
    const target = { to: "queue", queue: queue.work } as const;
    const yaml = `replay: { observeSeconds: 3600 }
sources:
  shop: { ${queue.source}, queues: ["${queue.dead}"] }
applications:
  orders:
    database: "${shop.spec.databaseUrl}"
    consumes: [{ queue: "shop/${queue.dead}", consumer: orders }]
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
    for (let at = 0; at < 6; at++) await queue.send({ eventId: `e-${at}`, eventType: "OrderPlaced" });
    const stored = () => ctx.sql<{ id: number; event: string }[]>`select id, event_id as event from messages order by id`;
    await vi.waitFor(async () => expect(await stored(), worker.log()).toHaveLength(6), soon);
    const [first = "", ...rest] = (await stored()).map(({ event }) => event);
    const last = rest.pop() ?? "";

    await shop.process(first);
    const selection = { ids: (await stored()).map(({ id }) => id) };
    const { sendable, checks } = await readPlan(ctx, { selection, target });
    expect([sendable, checks.find(({ key }) => key === "processed")]).toEqual([5, expect.objectContaining({ n: 1, effect: "skip" })]);
    const { id } = await startReplay(ctx, { selection, target, rate: 0.5, reason: "mended", stages: { canary: 0, ramp: false } });
    const seen: string[] = [];
    queue.mend((body) => void seen.push(JSON.parse(body).eventId));
    await vi.waitFor(() => expect(seen.length, worker.log()).toBeGreaterThan(0), soon);
    await shop.process(last);
    await vi.waitFor(async () => expect(await itemStates(ctx, id), worker.log()).toEqual({ observing: 4, skipped: 2 }), soon);
    expect(seen.toSorted()).toEqual(rest.toSorted());
    await shop.process(...seen);
    await vi.waitFor(async () => expect(await itemStates(ctx, id), worker.log()).toEqual({ processed: 4, skipped: 2 }), soon);
    await vi.waitFor(async () => expect(await ctx.sql`select state from replays`).toEqual([{ state: "completed" }]), soon);
  },
);
