import { expect, test } from "vitest";
import type { QueueConfig } from "../config/config.ts";
import { createMemoryBroker } from "../sources/memory/create.ts";
import { testContext } from "../testing/context.ts";
import { testDatabase } from "../testing/database.ts";
import { plainRules } from "../testing/messages.ts";
import { discoverQueues } from "./discover.ts";
import { listQueues } from "./list.ts";
import { sampleDepths } from "./sample-depths.ts";

test("a queue that cannot be asked stays as old as it is, and the depth of the others is kept", async () => {
  const broker = createMemoryBroker("shop");
  for (const name of ["gone.dlq", "orders.dlq"]) broker.server.declare(name);
  const queues = ["gone.dlq", "orders.dlq"].map(
    (name): QueueConfig => ({ name, capture: "watch", takeDespiteHazard: false, target: { to: "failed_queue" }, rules: plainRules }),
  );
  const source = { kind: "memory", name: "shop", queues } as const;
  const ctx = testContext(await testDatabase(), { brokers: [broker], config: { sources: [source] } });
  await discoverQueues(ctx, source);
  for (const body of ["a", "b"]) broker.server.send("orders.dlq", { body: Buffer.from(body), headers: [] });
  broker.server.queues.delete("gone.dlq");

  await expect(sampleDepths(ctx, source)).rejects.toThrow("gone.dlq");

  const rows = await ctx.sql`select name, ready, depth_at is not null as asked from queues order by name`;
  expect(rows).toEqual([
    { name: "gone.dlq", ready: null, asked: false },
    { name: "orders.dlq", ready: 2, asked: true },
  ]);
  expect(await ctx.sql`select ready from queue_depths`).toEqual([{ ready: 2 }]);
  await expect(sampleDepths(ctx, source)).rejects.toThrow("gone.dlq");
  expect(await ctx.sql`select ready from queue_depths`).toHaveLength(1);
});

test("that somebody else held messages is kept with its time, and told for an hour", async () => {
  const memory = createMemoryBroker("shop");
  memory.server.declare("orders.dlq");
  let others: number | undefined = 85;
  const broker = { ...memory, depth: async () => ({ ready: 0, oldestAt: null, expiresAt: null, others }) };
  const queues: QueueConfig[] = [
    { name: "orders.dlq", capture: "take", takeDespiteHazard: false, target: { to: "failed_queue" }, rules: plainRules },
  ];
  const source = { kind: "memory", name: "shop", queues } as const;
  const ctx = testContext(await testDatabase(), { brokers: [broker], config: { sources: [source] } });
  await discoverQueues(ctx, source);
  const told = async () => (await listQueues(ctx)).sources[0]?.queues[0]?.warnings.map(({ text }) => text);
  const sampleAgain = async () => {
    await ctx.sql`update queues set depth_at = null`;
    await sampleDepths(ctx, source);
  };
  await sampleAgain();
  const warning = expect.stringContaining("85 messages that Redrive does not hold were in flight");
  expect(await told()).toEqual([warning]);
  for (const later of [0, undefined]) {
    others = later;
    await sampleAgain();
    expect(await told()).toEqual([warning]);
  }
  await ctx.sql`update queues set others_at = now() - interval '61 minutes'`;
  expect(await told()).toEqual([]);
});
