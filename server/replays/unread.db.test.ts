import { expect, test, vi } from "vitest";
import { age, hear, itemStates, observeAndAsk, openReplays, sendAs } from "../testing/replays.ts";
import { watchQueue, capture, rawMessage } from "../testing/messages.ts";
import { getReplay } from "./get.ts";
import { startReplay } from "./start.ts";
import { endWatches } from "./end-watches.ts";
import { stopWatching } from "./stop-watching.ts";
import type { Ctx } from "../context.ts";
import type { Place } from "../access/permissions.ts";
import { reasonWords } from "./words.ts";

const soon = { timeout: 20_000, interval: 20 };
const to = { to: "queue", queue: "orders.work" } as const;

/** A replay whose messages are sent and watched for a minute, and whose dead-letter queue is read. */
async function start(count: number, canary = 0) {
  const opened = await openReplays(count, (broker) => ({ ...broker, depth: async () => ({ ready: 0, oldestAt: null, expiresAt: null }) }));
  const ctx = { ...opened.ctx, config: { ...opened.ctx.config, observeSeconds: 60 } };
  const { id } = await startReplay(ctx, {
    selection: { ids: opened.ids },
    target: to,
    rate: null,
    stages: { canary, ramp: false },
    reason: "it is back",
  });
  await sendAs(ctx, "one");
  const look = async () => {
    await ctx.sql`update replays set asked_at = null`;
    await observeAndAsk(ctx);
    const [row] = await ctx.sql<{ state: string; code: string | null }[]>`select state, pause_code as code from replays where id = ${id}`;
    return row;
  };
  const watched = canary || count;
  await vi.waitFor(async () => {
    await look();
    expect(await itemStates(ctx, id)).toMatchObject({ observing: watched });
  }, soon);
  const queue = (change: "paused" | "resumed" | "failed" | "behind" | "read" | "unwatched" | "uncounted") =>
    ({
      paused: () => ctx.sql`update queues set paused_by = 1`,
      resumed: () => ctx.sql`update queues set paused_by = null`,
      failed: () => ctx.sql`update queues set state = 'failed'`,
      behind: () => ctx.sql`update queues set ready = 9, oldest_at = clock_timestamp() - interval '1 hour', depth_at = clock_timestamp()`,
      read: () => ctx.sql`update queues set state = 'running', ready = 0, oldest_at = null, depth_at = clock_timestamp()`,
      unwatched: () => ctx.sql`update queues set watched = false`,
      uncounted: () => ctx.sql`update queues set ready = null, oldest_at = null`,
    })[change]();
  return { ...opened, ctx, id, look, queue };
}

test.each(["paused", "failed", "behind"] as const)(
  "while the dead-letter queue is %s, nothing that is sent is presumed ok, and the page says so",
  async (how) => {
    const { ctx, id, look, queue } = await start(3);
    await queue(how);
    await age(ctx, 120);
    expect(await look()).toMatchObject({ state: "observing" });
    expect(await itemStates(ctx, id)).toEqual({ observing: 3 });
    expect((await getReplay(ctx, { id })).answer).toMatch(
      /^Redrive has not read orders\.dlq to its end since the messages were sent, so nothing is proven yet\. 3 of 3 sent/,
    );
    await queue(how === "paused" ? "resumed" : "read");
    expect(await look()).toMatchObject({ state: "completed" });
    expect((await getReplay(ctx, { id })).answer).toMatch(/^3 of 3 sent/);
  },
);

test("a canary whose dead-letter queue is not read is no success: the replay pauses after two windows, and a resume watches it again", async () => {
  const { ctx, id, look, queue, sent } = await start(100, 2);
  await queue("paused");
  await age(ctx, 61);
  expect(await look()).toEqual({ state: "running", code: null });
  await age(ctx, 61);
  expect(await look()).toEqual({ state: "paused", code: "canary_unread" });
  expect(reasonWords((await getReplay(ctx, { id })).pause ?? { code: "", data: null })).toContain(
    "Redrive has not read orders.dlq to its end",
  );
  expect(sent()).toHaveLength(2);
});

test("what is not read for good is watched for a day; then it counts as sent, and the page says which queue was not read", async () => {
  const { ctx, id, look, queue } = await start(3);
  await queue("unwatched");
  await age(ctx, 86_400);
  expect(await look()).toMatchObject({ state: "observing" });
  await age(ctx, 61);
  expect(await look()).toMatchObject({ state: "completed" });
  expect(await itemStates(ctx, id)).toEqual({ confirmed: 3 });
  expect((await getReplay(ctx, { id })).answer).toMatch(
    /^Redrive did not read orders\.dlq to its end after the messages were sent, so nothing is proven\. 3 of 3 sent/,
  );
});

test("a queue that is only behind is waited for, and one whose depth nobody tells counts as read while its broker is heard", async () => {
  const { ctx, id, look, queue } = await start(3);
  await queue("behind");
  await ctx.sql`update queues set oldest_at = clock_timestamp() - interval '2 days'`;
  await age(ctx, 86_461);
  expect(await look()).toMatchObject({ state: "observing" });
  await queue("uncounted");
  expect(await look()).toMatchObject({ state: "completed" });
  expect(await itemStates(ctx, id)).toEqual({ presumed_ok: 3 });
});

test("a person ends a watch with a reason; what is proven by then is kept", async () => {
  const { ctx, id, look, queue } = await start(3);
  await queue("paused");
  const token: Ctx = { ...ctx, principal: { kind: "token", subject: "t", name: "pipeline", may: [] } };
  await expect(stopWatching(token, { id, reason: "no" })).rejects.toMatchObject({ code: "forbidden" });
  await ctx.sql`update replay_items set state = 'presumed_ok' where id = (select min(id) from replay_items)`;
  await stopWatching(ctx, { id, reason: "the queue is gone" });
  expect(await look()).toMatchObject({ state: "completed" });
  expect(await itemStates(ctx, id)).toEqual({ confirmed: 2, presumed_ok: 1 });
  expect((await getReplay(ctx, { id })).answer).toMatch(
    /stopped the watch \(the queue is gone\), so nothing more is proven\. 3 of 3 sent\. 1 did not come back within 60 s\..* 2 were not watched to their end/,
  );
  expect(
    await ctx.sql`select permission, reason, data ->> 'act' as act from audit where permission = 'replay.decide' and result = 'allowed'`,
  ).toEqual([{ permission: "replay.decide", reason: "the queue is gone", act: "stop_watching" }]);
  await expect(stopWatching(ctx, { id, reason: "again" })).rejects.toMatchObject({ code: "conflict" });
});

test("a replay that still sends is watched", async () => {
  const { ctx, id } = await start(100, 2);
  await expect(stopWatching(ctx, { id, reason: "enough" })).rejects.toMatchObject({ code: "conflict" });
});

test("a look reads no more than its share of a queue that is not read, and finds the others behind it", async () => {
  const { ctx, ids, ...opened } = await openReplays(6);
  const other = await watchQueue(ctx, "mail.dlq");
  const [mail] = await capture(ctx, other, [rawMessage({ body: Buffer.from('{"n":"mail"}') })]);
  const { id } = await startReplay(ctx, { selection: { ids: [...ids, mail ?? 0] }, target: to, rate: null, reason: "it is back" });
  await opened.run("one");
  await vi.waitFor(async () => expect(await itemStates(ctx, id)).toEqual({ observing: 7 }), soon);
  await ctx.sql`update queues set paused_by = 1 where name = 'orders.dlq'`;
  await ctx.sql`update replay_items set outcome_at = clock_timestamp() - interval '2 minutes' + id * interval '1 second'`;
  await hear(ctx);
  const [replay] = await ctx.sql<[{ places: readonly Place[] }]>`select places from replays`;
  const looks = new Map<number, string>();
  const event = { id, operation: null, places: replay.places, windowKnown: true, seconds: 60, at: new Date(), principal: 1 };
  const look = () => ctx.sql.begin((tx) => endWatches(tx, event, looks, 3));
  const found = [];
  for (let n = 0; n < 4; n++) found.push((await look()).n);
  expect(found).toEqual([0, 0, 1, 0]);
});

test("a queue that is not read keeps no message of another queue watched", async () => {
  const { ctx, ids, ...opened } = await openReplays(2);
  const other = await watchQueue(ctx, "mail.dlq");
  const [mail] = await capture(ctx, other, [rawMessage({ body: Buffer.from('{"n":"mail"}') })]);
  const { id } = await startReplay(ctx, { selection: { ids: [...ids, mail ?? 0] }, target: to, rate: null, reason: "it is back" });
  await opened.run("one");
  await vi.waitFor(async () => expect(await itemStates(ctx, id)).toEqual({ observing: 3 }), soon);
  await ctx.sql`update queues set paused_by = 1 where name = 'orders.dlq'`;
  await age(ctx, 120);
  await observeAndAsk(ctx);
  expect(await itemStates(ctx, id)).toEqual({ observing: 2, presumed_ok: 1 });
});
