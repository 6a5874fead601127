import { expect, test, vi } from "vitest";
import { age, itemStates, observeAndAsk, openReplays, sendAs } from "../testing/replays.ts";
import { watchQueue, capture, rawMessage } from "../testing/messages.ts";
import { getReplay } from "./get.ts";
import { startReplay } from "./start.ts";
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
  const queue = (change: "paused" | "resumed" | "failed" | "behind" | "read") =>
    ({
      paused: () => ctx.sql`update queues set paused_by = 1`,
      resumed: () => ctx.sql`update queues set paused_by = null`,
      failed: () => ctx.sql`update queues set state = 'failed'`,
      behind: () => ctx.sql`update queues set ready = 9, oldest_at = clock_timestamp() - interval '1 hour', depth_at = clock_timestamp()`,
      read: () => ctx.sql`update queues set state = 'running', ready = 0, oldest_at = null, depth_at = clock_timestamp()`,
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
      /^Redrive has not read orders\.dlq to its end since, so nothing is proven yet\. 3 of 3 sent/,
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
