import { byColumn } from "../access/by-column.ts";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { createMemoryBroker } from "../sources/memory/create.ts";
import { textHeader } from "../sources/json-head.ts";
import type { QueueConfig } from "../config/config.ts";
import { testContext } from "../testing/context.ts";
import { testDatabase } from "../testing/database.ts";
import { plainRules } from "../testing/messages.ts";
import { collectSource } from "./collect.ts";
import { pauseQueue } from "../queues/pause.ts";
import { resumeQueue } from "../queues/resume.ts";

const soon = { timeout: 30_000, interval: 20 };

function queue(name: string, capture: "take" | "watch" = "take"): QueueConfig {
  return { name, capture, takeDespiteHazard: false, target: { to: "failed_queue" }, rules: plainRules };
}

async function start(queues: readonly QueueConfig[] = [queue("orders.dlq")], clock = () => new Date()) {
  const broker = createMemoryBroker("shop");
  broker.server.declare("orders", { deadLetterTo: "orders.dlq" });
  broker.server.declare("orders.dlq");
  const source = { kind: "memory", name: "shop", queues } as const;
  const ctx = testContext(await testDatabase(), { brokers: [broker], config: { sources: [source] }, clock });
  const stop = new AbortController();
  const done = collectSource(ctx, { source, reader: "one" }, stop.signal);
  const end = async () => {
    stop.abort();
    await done;
  };
  onTestFinished(end);
  const send = (...texts: string[]) => {
    for (const text of texts) broker.server.send("orders.dlq", { body: Buffer.from(text), headers: [textHeader("error-type", "E")] });
  };
  const stored = async () => {
    const rows = await ctx.sql<{ body: Buffer }[]>`select body from bodies order by message_id`;
    return rows.map(({ body }) => body.toString());
  };
  const row = async (name: string) => {
    const [found] = await ctx.sql`
      select id, watched, mode, state, state_reason as reason, ready, origins, ${byColumn(ctx.sql, ctx.sql`paused_by`)} as "pausedBy", alive_at is not null as alive
      from queues where name = ${name}`;
    return found;
  };
  return { broker, ctx, send, stored, row, end };
}

describe("a source", () => {
  test("is captured, said to run, and its messages are settled", async () => {
    const { broker, send, stored, row, ctx } = await start();
    send("a", "b");
    await vi.waitFor(async () => expect(await stored()).toEqual(["a", "b"]), soon);
    await vi.waitFor(
      async () => expect(await row("orders.dlq")).toMatchObject({ state: "running", alive: true, origins: ["orders"] }),
      soon,
    );
    expect(broker.server.queue("orders.dlq").ready).toHaveLength(0);
    const [source] = await ctx.sql`select state, product, last_error from sources`;
    expect(source).toEqual({ state: "connected", product: "in-process broker", last_error: null });
  });

  test("that is only watched is sampled and not taken from; one that nobody configured is listed", async () => {
    const { broker, send, row } = await start([queue("other.*", "watch")]);
    broker.server.declare("other.x");
    send("a");
    await vi.waitFor(async () => expect(await row("orders.dlq")).toMatchObject({ watched: false, state: "unwatched", mode: null }), soon);
    expect(broker.server.queue("orders.dlq").ready).toHaveLength(1);
  });

  test("that stops and comes back is taken up again, nothing lost, redeliveries known", async () => {
    const { broker, send, stored, row, ctx } = await start();
    send("a");
    await vi.waitFor(async () => expect(await stored()).toEqual(["a"]), soon);
    broker.server.stop();
    await vi.waitFor(async () => expect(await row("orders.dlq")).toMatchObject({ state: "failed" }), soon);
    expect((await row("orders.dlq"))?.["reason"]).toMatch(/lost|stopped/);
    broker.server.start();
    send("b");
    await vi.waitFor(async () => expect(await stored()).toEqual(["a", "b"]), soon);
    await vi.waitFor(async () => expect(await row("orders.dlq")).toMatchObject({ state: "running", reason: null }), soon);
    const [source] = await ctx.sql`select last_error from sources`;
    expect(source).toBeDefined();
  });
});

describe("pause", () => {
  test("rests capture, says whose wish it is, and resume goes on", async () => {
    const { ctx, send, stored, row } = await start();
    await vi.waitFor(async () => expect(await row("orders.dlq")).toMatchObject({ state: "running" }), soon);
    const id = (await row("orders.dlq"))?.["id"] as number;
    await pauseQueue(ctx, { id, reason: "deploy" });
    const expected = { state: "paused", reason: "deploy", pausedBy: { kind: "person", name: "test" } };
    await vi.waitFor(async () => expect(await row("orders.dlq")).toMatchObject(expected), soon);
    send("late");
    await expect(pauseQueue(ctx, { id, reason: "again" })).rejects.toMatchObject({ code: "conflict" });
    expect(await stored()).toEqual([]);
    await resumeQueue(ctx, { id });
    await vi.waitFor(async () => expect(await stored()).toEqual(["late"]), soon);
    const audit = await ctx.sql`select permission, subject, reason, data->>'act' as act from audit order by id`;
    expect(audit.map((entry) => entry["act"])).toEqual(["pause", "resume"]);
  });

  test("comes by itself when too much cannot be imported", async () => {
    // All fail within the same window, however long it takes.
    const now = new Date();
    const { ctx, broker, send, row } = await start(undefined, () => now);
    await vi.waitFor(async () => expect(await row("orders.dlq")).toMatchObject({ state: "running" }), soon);
    await ctx.sql`alter table messages add constraint broken check (size < 10)`;
    send(...Array.from({ length: 60 }, (_, at) => `a message that is too long ${at}`));
    const expected = {
      state: "paused",
      pausedBy: { kind: "system", name: "capture" },
      reason: expect.stringContaining("could not be imported"),
    };
    await vi.waitFor(async () => expect(await row("orders.dlq")).toMatchObject(expected), soon);
    const [kept] = await ctx.sql`select count(*) as n, count(distinct body) as different from failed_imports`;
    expect(kept).toEqual({ n: 60, different: 60 });
    expect(broker.server.queue("orders.dlq").ready).toHaveLength(0);
  });
});
