import { expect, onTestFinished, test, vi } from "vitest";
import { createMemoryBroker } from "../sources/memory/create.ts";
import { textHeader } from "../sources/json-head.ts";
import { restoreMessages } from "../bulk/restore.ts";
import { pauseQueue } from "../queues/pause.ts";
import { testContext } from "../testing/context.ts";
import { testDatabase } from "../testing/database.ts";
import { shop } from "../testing/messages.ts";
import { captureTasks } from "../capture/tasks.ts";
import { work } from "../process/work.ts";
import { startReplay } from "./start.ts";
import { replayTasks } from "./tasks.ts";

const soon = { timeout: 20_000, interval: 20 };

test("a release puts a message back byte for byte, only while its queue is not captured", async () => {
  const broker = createMemoryBroker("shop");
  broker.server.declare("orders.dlq");
  const ctx = testContext(await testDatabase(), { brokers: [broker], config: { sources: [shop] } });
  const stop = new AbortController();
  const done = work(ctx, [...captureTasks, ...replayTasks], stop.signal);
  onTestFinished(async () => {
    stop.abort();
    await done;
  });
  const body = Buffer.from([0, 0xff, 1]);
  broker.server.send("orders.dlq", { body, headers: [textHeader("a", "1"), textHeader("a", "2")] });
  const row = async () =>
    (await ctx.sql`select m.id, m.state, m.queue_id as queue, b.head from messages m join bodies b on b.message_id = m.id`)[0];
  await vi.waitFor(async () => expect(await row()).toBeDefined(), soon);
  const message = await row();
  const input = { selection: { ids: [message?.["id"] as number] }, target: { to: "release" as const }, rate: null, reason: "not ours" };

  await expect(startReplay(ctx, input)).rejects.toThrow("pause that first");
  await pauseQueue(ctx, { id: message?.["queue"] as number, reason: "release" });
  await vi.waitFor(async () => expect((await ctx.sql`select state from queues`)[0]).toEqual({ state: "paused" }), soon);
  await startReplay(ctx, input);
  await vi.waitFor(async () => expect(await row()).toMatchObject({ state: "released" }), soon);

  const [back] = broker.server.queue("orders.dlq").ready;
  expect(Buffer.from(back?.body ?? [])).toEqual(body);
  expect(Buffer.from(back?.head ?? [])).toEqual(message?.["head"]);
  // It expires there, say: then the copy here is the only one, and can be acted on again.
  await restoreMessages(ctx, { selection: { ids: input.selection.ids }, reason: "it is gone from its queue" });
  expect(await row()).toMatchObject({ state: "dead" });
  await startReplay(ctx, input);
  await vi.waitFor(() => expect(broker.server.queue("orders.dlq").ready).toHaveLength(2), soon);
  await vi.waitFor(async () => expect(await row()).toMatchObject({ state: "released" }), soon);
  const kinds = await ctx.sql<{ kind: string }[]>`select kind from message_history order by seq`;
  expect(kinds.map(({ kind }) => kind)).toEqual(["captured", "claimed", "released", "restored", "claimed", "released"]);
});
