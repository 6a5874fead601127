import { expect, test, vi } from "vitest";
import { presets } from "../access/roles.ts";
import { countCopies } from "../bulk/count-copies.ts";
import { discardMessages } from "../bulk/discard.ts";
import { exportMessages } from "../bulk/export.ts";
import { restoreMessages } from "../bulk/restore.ts";
import type { Ctx } from "../context.ts";
import { countMessages } from "../messages/count.ts";
import { startReplay } from "../replays/start.ts";
import { createMemoryBroker } from "../sources/memory/create.ts";
import { requestOf, testContext } from "../testing/context.ts";
import { testDatabase } from "../testing/database.ts";
import { capture, rawMessage, shop, watchQueue } from "../testing/messages.ts";
import { prepareSelection } from "./prepare.ts";

const reason = "a test";

async function start(count: number) {
  let now = new Date();
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
  for await (const line of await exportMessages(requestOf(ctx), { selection: { prepared: id }, reason })) lines.push(line);
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
  await expect(exportMessages(requestOf(ctx), { selection: { prepared: late.id }, reason })).rejects.toThrow("Choose them again.");
  expect(await ctx.sql`select 1 from selection_parts where prepared_id is null`).toHaveLength(0);
});

test("nobody acts on what somebody else prepared, whatever they may see, nor on what they see no more", async () => {
  const { ctx, prepare } = await start(2);
  const other = { ...ctx, principal: { ...ctx.principal, subject: "other", name: "other" } };
  const may = [{ role: "admin", permissions: presets.admin, sources: ["*"], queues: ["refunds.*"] }];
  const less = { ...ctx, principal: { ...ctx.principal, may } };
  const gone = { code: "conflict", message: expect.stringMatching(/Choose them again\.$/) };
  // What holds nothing would still tell its filter.
  for (const filter of ["", "key:secret"]) {
    const selection = { prepared: (await prepare(filter)).id };
    await expect(discardMessages(other, { selection, reason })).rejects.toMatchObject(gone);
    await expect(exportMessages(requestOf(other), { selection, reason })).rejects.toMatchObject(gone);
    if (filter === "") await expect(discardMessages(less, { selection, reason })).rejects.toMatchObject(gone);
    await discardMessages(ctx, { selection, reason });
  }
});

test("copies are looked for only for who prepared the selection", async () => {
  const { ctx, prepare } = await start(2);
  const selection = { prepared: (await prepare("")).id };
  await ctx.sql`update messages set state = 'released'`;
  const other = { ...ctx, principal: { ...ctx.principal, subject: "other", name: "other" } };
  expect([await countCopies(ctx, { selection }, 1), await countCopies(other, { selection }, 1)]).toEqual([
    { n: 0, lookedAt: 1 },
    { n: 0, lookedAt: null },
  ]);
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

test("a queue whose first message is captured between is not in the selection", async () => {
  const { ctx, ids } = await start(2);
  const later = await watchQueue(ctx, "refunds.dlq");
  const may = [
    { role: "viewer", permissions: presets.viewer, sources: ["*"], queues: ["*"] },
    { role: "operator", permissions: presets.operator, sources: ["*"], queues: ["orders.*"] },
  ];
  const asked = { filter: "", asOf: ctx.clock().toISOString() };
  for (const one of [ctx, { ...ctx, principal: { ...ctx.principal, may } }]) {
    const held = Promise.withResolvers<void>();
    const locked = Promise.withResolvers<void>();
    const holder = ctx.sql.begin(async (tx) => {
      await tx`lock table prepared_selections in exclusive mode`;
      locked.resolve();
      await held.promise;
    });
    await locked.promise;
    const preparing = prepareSelection(one, asked);
    await vi.waitFor(async () =>
      expect(await ctx.sql`select from pg_locks where relation = 'prepared_selections'::regclass and not granted`).toHaveLength(1),
    );
    const [late = 0] = await capture(ctx, later, [rawMessage()]);
    held.resolve();
    await holder;
    const { id, total } = await preparing;
    expect(total).toBe(2);
    expect(await discardMessages(one, { selection: { prepared: id }, reason })).toMatchObject({ changed: 2 });
    expect(await discarded(ctx)).toEqual(ids);
    await restoreMessages(ctx, { selection: { ids: [...ids] }, reason });
    // As before its first message.
    await discardMessages(ctx, { selection: { ids: [late] }, reason });
    await ctx.sql`delete from messages where id = ${late}`;
    await ctx.sql`delete from groups where queue_id = ${later.queueId}`;
  }
});

test("a time in the future chooses what was captured so far", async () => {
  const { ctx, take, pass } = await start(2);
  const asked = { filter: "", asOf: new Date(ctx.clock().getTime() + 3_600_000).toISOString() };
  const { id } = await prepareSelection(ctx, asked);
  const target = { to: "queue", queue: "orders" } as const;
  const replay = await startReplay(ctx, { selection: asked, target, rate: null, reason });
  const rows = await ctx.sql<{ filter: { asOf: string } }[]>`
    select filter from prepared_selections where id = ${id} union all select filter from replays where id = ${replay.id}`;
  expect(rows.map(({ filter }) => filter.asOf)).toEqual([1, 2].map(() => ctx.clock().toISOString()));
  pass(1_000);
  await take(['{"n":9}']);
  expect((await prepareSelection(ctx, { filter: "state:any", asOf: rows[0]?.filter.asOf ?? "" })).total).toBe(2);
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
