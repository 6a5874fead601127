import { createServer } from "node:net";
import { expect, onTestFinished, test, vi } from "vitest";
import { openShopDatabase, openProcessed, withApplications } from "../testing/application.ts";
import { dieAgain, itemStates, observeLater, sendAs } from "../testing/replays.ts";
import { askBefore } from "./ask-before.ts";
import { gatherNext } from "./gather.ts";
import { getReplay } from "./get.ts";
import { noticeProcessed } from "./notice-processed.ts";
import { readPlan } from "./read-plan.ts";
import { chooseAgain, renewCanary } from "./stages/renew-canary.ts";
import { startReplay } from "./start.ts";

const target = { to: "queue", queue: "orders.work" } as const;
const soon = { timeout: 30_000, interval: 50 };
type Opened = Awaited<ReturnType<typeof openProcessed>>;

const lineOf = async ({ ctx, ids }: Pick<Opened, "ctx" | "ids">, more = {}) => {
  const { sendable, checks } = await readPlan(ctx, { selection: { ids }, target, ...more });
  return [sendable, checks.find(({ key }) => key === "processed")];
};
const start = ({ ctx, ids }: Pick<Opened, "ctx" | "ids">, more = {}) =>
  startReplay(ctx, { selection: { ids }, target, rate: null, reason: "mended", ...more });

test("what was processed already is counted in the plan, skipped at the start, and sent where a person who may says so", async () => {
  const shop = await openProcessed(5);
  await shop.process("e-1", "e-3");
  expect(await lineOf(shop)).toEqual([3, expect.objectContaining({ n: 2, text: "of 5 looked up, skipped", effect: "skip" })]);
  expect(await lineOf(shop, { despite: ["processed"] })).toEqual([5, expect.objectContaining({ n: 2, effect: "send" })]);
  const { id } = await start(shop, { selection: { ids: shop.ids.slice(0, 3) } });
  expect(await itemStates(shop.ctx, id)).toEqual({ selected: 2, skipped: 1 });
  const again = { selection: { ids: [shop.ids[3] ?? 0] } };
  await expect(start(shop, again)).rejects.toThrow("orders has processed its event already, at 20");
  const { id: beyond } = await start(shop, { ...again, despite: ["processed"] });
  await sendAs(shop.ctx, "w");
  await vi.waitFor(async () => expect(await itemStates(shop.ctx, beyond)).toEqual({ observing: 1 }), soon);
  const [row] = await shop.ctx.sql`select reason, data -> 'despite' as "despite" from audit where subject = ${`replay ${beyond}`}`;
  expect(row).toEqual({ reason: "mended", despite: ["processed"] });
});

test("a row whose time no date can hold is processed all the same, and proves nothing of what is sent later", async () => {
  const shop = await openProcessed(2);
  const { ctx } = shop;
  await shop.owner.unsafe("insert into processed_events values ('orders', 'e-0', 'infinity')");
  expect(await lineOf(shop)).toEqual([1, expect.objectContaining({ n: 1, effect: "skip" })]);
  const { id } = await start(shop, { despite: ["processed"] });
  await sendAs(ctx, "w");
  await vi.waitFor(async () => expect(await itemStates(ctx, id)).toEqual({ observing: 2 }), soon);
  await ctx.sql`update processed_looks set next_at = now() - interval '1 second'`;
  await noticeProcessed(ctx);
  expect(await itemStates(ctx, id)).toEqual({ observing: 2 });
});

test("what is processed while the replay runs is skipped before its send", async () => {
  const shop = await openProcessed(4);
  const { id } = await start(shop, { rate: 1 });
  await sendAs(shop.ctx, "w");
  await vi.waitFor(() => expect(shop.sent().length).toBeGreaterThan(0), soon);
  await shop.process("e-3");
  await vi.waitFor(async () => expect(await itemStates(shop.ctx, id)).toEqual({ observing: 3, skipped: 1 }), soon);
  expect(shop.sent().join()).not.toContain("e-3");
});

test("a database that is gone leaves unknown: many wait, one alone is sent, and messages of others are not touched", async () => {
  const shop = await openProcessed(3);
  await shop.owner`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'redrive reads'`;
  const ctx = withApplications(shop.ctx, [{ ...shop.spec, databaseUrl: `${shop.spec.databaseUrl}_gone` }]);
  expect(await lineOf({ ...shop, ctx })).toEqual([
    3,
    expect.objectContaining({
      n: null,
      text: "not known for 3 of 3 looked up: held",
      details: ["orders cannot tell for 3: There is no database of that name."],
    }),
  ]);
  const { id } = await start({ ...shop, ctx }, { selection: { ids: shop.ids.slice(0, 2) } });
  const { id: single } = await start({ ...shop, ctx }, { selection: { ids: shop.ids.slice(2) } });
  await sendAs(ctx, "w");
  await vi.waitFor(async () => expect(await itemStates(ctx, id)).toEqual({ held: 2 }), soon);
  await vi.waitFor(async () => expect(await itemStates(ctx, single)).toEqual({ observing: 1 }), soon);
});

test("a database that never answers holds up a plan for some seconds, once", { timeout: 60_000 }, async () => {
  const shop = await openProcessed(2, { unknown: "send" });
  const mute = createServer(() => {});
  await new Promise<void>((open) => mute.listen(0, "127.0.0.1", open));
  onTestFinished(() => void mute.close());
  const address = mute.address();
  const port = typeof address === "object" ? address?.port : 0;
  const ctx = withApplications(shop.ctx, [{ ...shop.spec, databaseUrl: `postgres://reader@127.0.0.1:${port}/x` }]);
  const [sendable, line] = await lineOf({ ...shop, ctx });
  expect([sendable, line]).toEqual([2, expect.objectContaining({ n: null, text: "not known for 2 of 2 looked up: sent" })]);
  // It rests after that: whoever asks next is told at once.
  const ask = async () => {
    const begun = Date.now();
    await expect(ctx.applications.all[0]?.database.catalogue()).rejects.toMatchObject({ message: expect.any(String) });
    return Date.now() - begun;
  };
  await ask();
  expect(await ask()).toBeLessThan(1_000);
});

test("while a start waits for an application, no message is locked", { timeout: 60_000 }, async () => {
  const shop = await openProcessed(2);
  await shop.process("e-1");
  // Each look takes a while, as that of a busy database does.
  await shop.owner.unsafe(`alter table processed_events rename to slow;
    create view processed_events as select s.* from slow s, lateral (select pg_sleep(2)) wait`);
  let over = false;
  const begun = start(shop).finally(() => (over = true));
  begun.catch(() => {});
  const isAsking = async () =>
    (await shop.owner`select 1 from pg_stat_activity where wait_event = 'PgSleep' and application_name = 'redrive reads'`).length > 0;
  const isLocked = () =>
    shop.ctx.sql`select id from messages where id = any(${shop.ids}::bigint[]) for no key update nowait`.then(
      () => false,
      () => true,
    );
  let looks = 0;
  await vi.waitUntil(async () => {
    const [before, locked, after] = [await isAsking(), await isLocked(), await isAsking()];
    if (before && after) {
      looks++;
      expect(locked).toBe(false);
    }
    return over;
  }, soon);
  expect(looks).toBeGreaterThan(0);
  const { id } = await begun;
  expect(await itemStates(shop.ctx, id)).toEqual({ selected: 1, skipped: 1 });
});

/** Also tells how often its database was read. */
function counted(ctx: Opened["ctx"]) {
  let n = 0;
  const all = ctx.applications.all.map((application) => {
    const { database } = application;
    const read: typeof database.read = (...asked) => {
      n++;
      return database.read(...asked);
    };
    return { ...application, database: Object.assign(Object.create(database) as typeof database, { read }) };
  });
  return { ctx: { ...ctx, applications: { ...ctx.applications, all } }, reads: () => n };
}

test("no application is asked for what is not gathered: while a canary is watched, or of a release; nor while a canary is renewed", async () => {
  const shop = await openProcessed(5_009);
  const { ctx, reads } = counted(shop.ctx);
  const { id } = await start({ ...shop, ctx }, { stages: { canary: 2, ramp: false } });
  const [{ frozen }] = await ctx.sql<[{ frozen: number }]>`select count(*) as frozen from selection_parts where replay_id = ${id}`;
  expect(frozen).toBeGreaterThan(0);
  const asked = reads();
  expect(asked).toBeGreaterThan(0);
  expect(await gatherNext(ctx, id)).toBe(false);
  expect(reads()).toBe(asked);
  // Another canary asks before its replay is locked, and not after.
  await ctx.sql`update replay_items set state = 'held', reason_code = 'breaker', held_until = now() + interval '1 hour' where state = 'selected'`;
  const choice = await chooseAgain(ctx, id);
  const chosen = reads();
  expect(chosen).toBeGreaterThan(asked);
  expect(await ctx.sql.begin((tx) => renewCanary(ctx, tx, id, ctx.clock(), choice))).toBe(true);
  expect(reads()).toBe(chosen);
  await ctx.sql`update replay_stages set state = 'passed' where replay_id = ${id} and kind = 'canary'`;
  expect(await gatherNext(ctx, id)).toBe(true);
  expect(reads()).toBeGreaterThan(chosen);
  const before = reads();
  expect(await askBefore(ctx, ctx.sql, { to: "release" }, shop.ids.slice(0, 9))).toEqual(new Map());
  expect(reads()).toBe(before);
});

test("a message without an event id is unknown, and says so", async () => {
  const shop = await openProcessed(2);
  await shop.ctx.sql`update messages set event_id = null`;
  const [sendable, line] = await lineOf(shop);
  expect(sendable).toBe(2);
  expect(line).toMatchObject({ n: null, details: ["orders cannot tell for 2: The message carries no event id."] });
});

test("where two applications consume a queue, what was sent becomes processed once both have processed it", async () => {
  const [shop, views] = await Promise.all([openProcessed(1), openShopDatabase({ name: "views" })]);
  const ctx = withApplications(shop.ctx, [shop.spec, views.spec]);
  const { id } = await start({ ...shop, ctx });
  await sendAs(ctx, "w");
  await vi.waitFor(async () => expect(await itemStates(ctx, id)).toEqual({ observing: 1 }), soon);
  const look = async () => {
    await ctx.sql`update processed_looks set next_at = now() - interval '1 second'`;
    await noticeProcessed(ctx);
    return itemStates(ctx, id);
  };
  await shop.process("e-0");
  expect(await look()).toEqual({ observing: 1 });
  await views.process("e-0");
  expect(await look()).toEqual({ processed: 1 });
});

test("what is processed after its send becomes processed; confirmed is not, and a comeback beats it, also later", async () => {
  const shop = await openProcessed(4);
  const { ctx } = shop;
  const { id } = await start(shop, { despite: ["processed"] });
  await shop.owner`insert into processed_events values ('orders', 'e-2', now() - interval '1 hour'), ('billing', 'e-3', now() + interval '1 hour')`;
  await sendAs(ctx, "w");
  await vi.waitFor(async () => expect(await itemStates(ctx, id)).toEqual({ observing: 4 }), soon);
  const look = async () => {
    await ctx.sql`update processed_looks set next_at = now() - interval '1 second'`;
    await noticeProcessed(ctx);
  };
  await look();
  // e-2 was processed before, and e-3 by somebody else.
  expect(await itemStates(ctx, id)).toEqual({ observing: 4 });
  await shop.process("e-0", "e-1");
  await look();
  expect(await itemStates(ctx, id)).toEqual({ processed: 2, observing: 2 });
  expect((await getReplay(ctx, { id })).counts).toMatchObject({ processed: 2, observing: 2 });
  expect(await ctx.sql`select kind from message_history where message_id = ${shop.ids[0] ?? 0} order by seq desc limit 1`).toEqual([
    { kind: "processed" },
  ]);
  await dieAgain(shop, 0, 1);
  expect(await itemStates(ctx, id)).toEqual({ processed: 1, came_back: 1, observing: 2 });
  await look();
  expect(await itemStates(ctx, id)).toEqual({ processed: 1, came_back: 1, observing: 2 });
  await observeLater(ctx, 120);
  expect(await getReplay(ctx, { id })).toMatchObject({ state: "completed", counts: { processed: 1, presumedOk: 2, cameBack: 1 } });
});

test("an item of unknown outcome was sent where the application processed its event after the intent; an older row and none prove nothing", async () => {
  const shop = await openProcessed(3);
  const { ctx } = shop;
  const { id } = await start(shop, { despite: ["processed"] });
  await shop.owner`insert into processed_events values ('orders', 'e-1', now() - interval '1 hour')`;
  await sendAs(ctx, "w");
  await vi.waitFor(async () => expect(await itemStates(ctx, id)).toEqual({ observing: 3 }), soon);
  await ctx.sql`update replay_items set state = 'unknown'`;
  await ctx.sql`update messages set state = 'unknown'`;
  // Long after its end, too: it waits for as long as nobody decides.
  await ctx.sql`update replays set state = 'completed', finished_at = now() - interval '1 day'`;
  await shop.process("e-0");
  await ctx.sql`update processed_looks set next_at = now() - interval '1 second'`;
  await noticeProcessed(ctx);
  expect(await itemStates(ctx, id)).toEqual({ processed: 1, unknown: 2 });
  expect(await ctx.sql`select state from messages order by id`).toEqual([
    { state: "replayed" },
    { state: "unknown" },
    { state: "unknown" },
  ]);
});

test("two workers never look at the same time, and a look that another took over ends nothing", async () => {
  const shop = await openProcessed(1);
  await noticeProcessed(shop.ctx);
  await shop.ctx.sql`update processed_looks set next_at = now() + interval '1 minute', passed = 7`;
  await noticeProcessed(shop.ctx);
  expect(await shop.ctx.sql`select passed from processed_looks`).toEqual([{ passed: 7 }]);
});

test("what was presumed ok long ago is not asked about any more, however long its replay is paused", async () => {
  const shop = await openProcessed(2);
  const { ctx } = shop;
  const { id } = await start(shop);
  await sendAs(ctx, "w");
  await vi.waitFor(async () => expect(await itemStates(ctx, id)).toEqual({ observing: 2 }), soon);
  await ctx.sql`update replays set state = 'paused'`;
  await ctx.sql`update replay_items set state = 'presumed_ok', outcome_at = now() - make_interval(secs => (select (policy ->> 'observeSeconds')::float8 from replays), mins => case when message_id = ${shop.ids[0] ?? 0} then 9 else 11 end)`;
  await shop.process("e-0", "e-1");
  await ctx.sql`update processed_looks set next_at = now() - interval '1 second'`;
  await noticeProcessed(ctx);
  expect(await ctx.sql`select state from replay_items order by message_id`).toEqual([{ state: "processed" }, { state: "presumed_ok" }]);
});
