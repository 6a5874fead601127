import { expect, test } from "vitest";
import { discardMessages } from "../bulk/discard.ts";
import { exportMessages } from "../bulk/export.ts";
import { restoreMessages } from "../bulk/restore.ts";
import type { Ctx } from "../context.ts";
import { countMessages } from "../messages/count.ts";
import { startReplay } from "../replays/start.ts";
import { createMemoryBroker } from "../sources/memory/create.ts";
import { testContext } from "../testing/context.ts";
import { testDatabase } from "../testing/database.ts";
import { capture, rawMessage, shop, watchQueue } from "../testing/messages.ts";
import { prepareSelection } from "./prepare.ts";

const reason = "a test";

async function start(count: number) {
  let now = new Date("2026-11-23T10:00:00Z");
  const memory = createMemoryBroker("shop");
  memory.server.declare("orders");
  const clock = () => now;
  const ctx = testContext(await testDatabase(), { brokers: [memory], config: { sources: [shop] }, clock });
  const reader = await watchQueue(ctx);
  const take = (bodies: readonly string[]) =>
    capture(
      ctx,
      reader,
      bodies.map((body) => rawMessage({ body: Buffer.from(body) })),
    );
  const ids = await take(Array.from({ length: count }, (_, n) => `{"n":${n % 2}}`));
  const pass = (ms: number) => {
    now = new Date(now.getTime() + ms);
  };
  const prepare = (filter: string) => prepareSelection(ctx, { filter, asOf: now.toISOString() });
  return { ctx, ids, take, pass, prepare };
}

const discarded = async (ctx: Ctx) =>
  (await ctx.sql<{ id: number }[]>`select id from messages where state = 'discarded' order by id`).map(({ id }) => id);

test("what a list counts only up to its cap is counted exactly before it is confirmed, and all of it is acted on", async () => {
  const { ctx, prepare } = await start(12_000);
  const filter = "death:known";
  expect(await countMessages(ctx, { filter, cap: 10_000 })).toMatchObject({ capped: true });
  const { id, total, unread } = await prepare(filter);
  expect([total, unread]).toEqual([12_000, 0]);
  const done = await discardMessages(ctx, { selection: { prepared: id }, reason });
  expect(done.changed + done.waiting).toBe(12_000);
  const [bulk] = await ctx.sql`select total, filter ->> 'filter' as filter from bulks`;
  expect(bulk).toEqual({ total: 12_000, filter });
});

test("an act is on the messages that were counted, whatever matches later", async () => {
  const { ctx, ids, take, prepare } = await start(6);
  const [first = 0, second = 0] = ids;
  await discardMessages(ctx, { selection: { ids: [first, second] }, reason });
  const { id, total } = await prepare("");
  expect(total).toBe(4);
  // Captured at the same moment, and dead again since: the filter would match both.
  await take(['{"n":9}']);
  await restoreMessages(ctx, { selection: { ids: [first] }, reason });
  const lines: string[] = [];
  for await (const line of await exportMessages(ctx, { selection: { prepared: id }, reason })) lines.push(line);
  expect(lines.map((line) => (JSON.parse(line) as { id: number }).id)).toEqual(ids.slice(2));
  expect(await discardMessages(ctx, { selection: { prepared: id }, reason })).toMatchObject({ changed: 4, skipped: 0 });
  expect(await discarded(ctx)).toEqual([second, ...ids.slice(2)]);
});

test("what changed since it was counted is skipped, by what it is", async () => {
  const { ctx, ids, prepare } = await start(4);
  const { id } = await prepare("");
  await discardMessages(ctx, { selection: { ids: ids.slice(0, 1) }, reason });
  expect(await discardMessages(ctx, { selection: { prepared: id }, reason })).toMatchObject({
    changed: 3,
    skipped: 1,
    skippedBy: { discarded: 1 },
  });
});

test("it is acted on once, and kept for a day", async () => {
  const { ctx, pass, prepare } = await start(2);
  const { id } = await prepare("");
  const acts = await Promise.allSettled([1, 2].map(() => discardMessages(ctx, { selection: { prepared: id }, reason })));
  expect(acts.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
  const late = await prepare("state:discarded");
  pass(25 * 3_600_000);
  const next = await prepare("state:discarded");
  const kept = await ctx.sql<{ id: number }[]>`select id from prepared_selections`;
  expect(kept).toEqual([{ id: next.id }]);
  await expect(restoreMessages(ctx, { selection: { prepared: late.id }, reason })).rejects.toMatchObject({ code: "conflict" });
  await expect(exportMessages(ctx, { selection: { prepared: late.id }, reason })).rejects.toThrow("Choose them again.");
  expect(await ctx.sql`select 1 from selection_parts where prepared_id is null`).toHaveLength(0);
});

test("what could not be read whole is counted beside what was chosen, and told by the act", async () => {
  const { ctx, take, prepare } = await start(4);
  await take([`{"n":1,"x":"${"a".repeat(1_100_000)}"}`]);
  const { id, total, unread } = await prepare("body:zebra");
  expect([total, unread]).toEqual([0, 1]);
  const some = await prepare("payload.n:1 -body:zebra");
  expect(some.total + some.unread).toBe(3);
  expect(await discardMessages(ctx, { selection: { prepared: id }, reason })).toMatchObject({ changed: 0, unread: 1 });
});

test("a replay refuses to start on more than its plan was for", async () => {
  const { ctx, ids, take } = await start(3);
  const selection = { filter: "", asOf: ctx.clock().toISOString() };
  const asked = { selection, target: { to: "queue", queue: "orders" }, rate: null, reason, planned: 3 } as const;
  await take(['{"n":9}']);
  await expect(startReplay(ctx, asked)).rejects.toThrow("4 messages match now, the plan was for 3. Look at the plan again.");
  expect(await ctx.sql`select 1 from replays`).toHaveLength(0);
  await discardMessages(ctx, { selection: { ids: ids.slice(0, 2) }, reason });
  expect(await startReplay(ctx, asked)).toMatchObject({ total: 2 });
});
