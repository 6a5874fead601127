import { expect, test } from "vitest";
import type { Ctx } from "../context.ts";
import { getGroup } from "../groups/get.ts";
import { editMessage } from "../messages/edit.ts";
import { getMessage } from "../messages/get.ts";
import { textHeader } from "../sources/json-head.ts";
import { createMemoryBroker } from "../sources/memory/create.ts";
import { testContext } from "../testing/context.ts";
import { testDatabase } from "../testing/database.ts";
import { capture, plainRules, rawMessage, shop, watchQueue } from "../testing/messages.ts";
import { readPlan } from "./read-plan.ts";

const rules = { ...plainRules, headers: { ...plainRules.headers, errorType: "x-error", originQueue: "x-origin" } };
const source = { ...shop, queues: shop.queues.map((queue) => ({ ...queue, rules })) };
const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000);
const target = { to: "failed_queue" } as const;

/** A shop whose queue is read, with dead letters of one error that died at these times; null: it is not known when. */
async function open(deaths: readonly (Date | null)[], error = "java.net.ConnectException", read = true) {
  const memory = createMemoryBroker("shop");
  memory.server.declare("orders.work");
  memory.server.declare("orders.dlq");
  const ctx = testContext(await testDatabase(), { brokers: [memory], config: { sources: [source] } });
  const reader = { ...(await watchQueue(ctx)), rules };
  if (read) await ctx.sql`update queues set alive_at = now()`;
  const headers = [textHeader("x-error", error), textHeader("x-origin", "orders.work")];
  const ids = await capture(
    ctx,
    reader,
    deaths.map((diedAt, at) => rawMessage({ body: Buffer.from(`{"n":${at}}`), position: String(at), headers, diedAt })),
  );
  return { ctx, ids };
}
const plan = (ctx: Ctx, ids: readonly number[], rate?: number | null) => readPlan(ctx, { selection: { ids }, target, rate });
const line = ({ checks }: Awaited<ReturnType<typeof plan>>, key: string) => checks.find((check) => check.key === key);
const groupOf = async (ctx: Ctx) => getGroup(ctx, { id: (await ctx.sql<{ id: number }[]>`select id from groups`)[0]?.id ?? 0 });

test("what others still die of is said first, by plan, group and message, and a plan is slow by itself", async () => {
  const { ctx, ids } = await open([minutesAgo(60), ...Array.from({ length: 20 }, () => minutesAgo(1))]);
  const slow = await plan(ctx, ids);
  expect(slow.answer.title).toMatch(/^Not now: they still fail, 2 a minute over 10 min, the last 1 min ago\.$/);
  expect(slow).toMatchObject({ failing: 21, rate: 5, slowed: true, seconds: 21 / 5, standing: { is: "failing", ten: 20 } });
  expect(line(slow, "still_failing")).toMatchObject({ n: 21, effect: "send", tone: "bad" });
  // What a person chose counts, no limit too.
  expect(await plan(ctx, ids, null)).toMatchObject({ rate: null, slowed: false, failing: 21 });
  expect(await plan(ctx, ids, 50)).toMatchObject({ rate: 50, slowed: false });
  // Only the old one is chosen, and its group still kills.
  expect(await plan(ctx, ids.slice(0, 1))).toMatchObject({ failing: 1, rate: 5 });
  const { answer } = await groupOf(ctx);
  expect(answer.title).toMatch(/^Still failing, 2 a minute over 10 min, the last 1 min ago: /);
  const { evidence } = (await getMessage(ctx, { id: ids[0] ?? 0 })).answer;
  expect(evidence[0]).toMatchObject({ kind: "now", tone: "bad", text: "It still fails: 2 a minute over 10 min, the last 1 min ago." });
});

test("what paused a few minutes ago is told in the past, and a plan is still slow", async () => {
  const { ctx, ids } = await open(Array.from({ length: 20 }, () => minutesAgo(8)));
  const lately = await plan(ctx, ids);
  expect(lately.answer).toMatchObject({
    title: expect.stringMatching(/^Nothing has died this way for only 8 min: 20 messages can be replayed/),
    sub: expect.stringMatching(/^Before that it was 2 a minute over 10 min\. /),
  });
  expect(lately).toMatchObject({ failing: 20, rate: 5, slowed: true, standing: { is: "lately", ten: 20 } });
  expect(line(lately, "still_failing")).toMatchObject({
    label: "Failed lately",
    text: "others died the same way, 2 a minute over 10 min, the last 8 min ago",
  });
  expect((await groupOf(ctx)).answer.title).toMatch(/^Quiet for 8 min: .* failed with /);
});

test("what has killed nothing for ten minutes is quiet, and sent without a limit", async () => {
  const { ctx, ids } = await open([minutesAgo(60), minutesAgo(22)]);
  const quiet = await plan(ctx, ids);
  expect(quiet.answer.title).toMatch(/^Nothing has died this way for 22 min: 2 messages can be replayed/);
  expect(quiet).toMatchObject({ failing: 0, rate: null, slowed: false });
  expect((await groupOf(ctx)).answer.title).toMatch(/^Quiet for 22 min: .* failed with /);
  expect((await getMessage(ctx, { id: ids[0] ?? 0 })).answer.evidence[0]?.text).toBe("Nothing has died this way for 22 min.");
});

test("silence of a queue that is not read, and deaths without a time, are not known", async () => {
  const unread = await open([minutesAgo(22)], undefined, false);
  expect(await plan(unread.ctx, unread.ids)).toMatchObject({ standing: { is: "unknown", why: "unread" }, rate: null });
  expect((await getMessage(unread.ctx, { id: unread.ids[0] ?? 0 })).answer.evidence[0]?.text).toContain("its queue is not being read");
  const undated = await open([null]);
  const told = await plan(undated.ctx, undated.ids);
  expect(told).toMatchObject({ standing: { is: "unknown", why: "undated" } });
  expect(told.answer.sub).toMatch(/^Whether it still fails is not known: the newest message was captured (?:just now|\d+ s ago)/);
  expect((await groupOf(undated.ctx)).answer.title).toMatch(/^It may still fail: /);
});

test("an edited message is judged by its edit: not as poison, and not as what still dies", async () => {
  const { ctx, ids } = await open([minutesAgo(2), minutesAgo(1)], "java.lang.NullPointerException");
  const [id = 0] = ids;
  expect(await plan(ctx, ids)).toMatchObject({ verdicts: { poison: 2, unknown: 0 }, failing: 2 });
  expect((await getMessage(ctx, { id })).verdict).toBe("poison");
  const [{ seq }] = await ctx.sql<[{ seq: number }]>`select seq from messages where id = ${id}`;
  await editMessage(ctx, { id, seq, reason: "the missing field", body: { text: '{"n":7}' } });
  const edited = await plan(ctx, ids);
  expect(edited).toMatchObject({ verdicts: { poison: 1, unknown: 1 }, failing: 1 });
  expect(line(edited, "poison")).toMatchObject({ n: 1 });
  expect(await plan(ctx, [id])).toMatchObject({ failing: 0, rate: null, slowed: false, standing: null });
  const message = await getMessage(ctx, { id });
  expect(message.verdict).toBe("unknown");
  expect(message.answer.evidence[0]?.text).toMatch(/^Unknown: version 2 was never tried\. Before the edit: /);
});

test("a release goes past every handler, so nothing is said of them", async () => {
  const { ctx, ids } = await open([minutesAgo(1)]);
  const release = await readPlan(ctx, { selection: { ids }, target: { to: "release" } });
  expect(release).toMatchObject({ standing: null, rate: null, failing: 0 });
});
