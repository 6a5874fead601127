import { expect, test, vi } from "vitest";
import type { Ctx } from "../../context.ts";
import { itemStates, openReplays } from "../../testing/replays.ts";
import { death, headersOf } from "../../testing/heads.ts";
import { capture, rawMessage } from "../../testing/messages.ts";
import type { Broker, Outcome } from "../../sources/port.ts";
import { cancelReplay } from "../cancel.ts";
import { getReplay } from "../get.ts";
import { listReplays } from "../list.ts";
import { pauseReplay } from "../pause.ts";
import { resumeReplay } from "../resume.ts";
import { startReplay } from "../start.ts";
import { reasonWords } from "../words.ts";
import { waitOut } from "./wait-out.ts";

const soon = { timeout: 20_000, interval: 10 };
const target = { to: "queue", queue: "orders.work" } as const;
const throttled: Outcome = { state: "not_sent", reason: "SQS throttles its callers (RequestThrottled)." };

/** A broker to which nothing can be sent while `closed` says so; counts the tries. */
function gated(closed: () => boolean) {
  const tries: number[] = [];
  const change = (broker: Broker): Broker => ({
    ...broker,
    publish: async (to, message, attempt) => {
      if (!closed()) return broker.publish(to, message, attempt);
      tries.push(performance.now());
      return throttled;
    },
  });
  return { change, tries };
}

const start = (ctx: Ctx, ids: readonly number[], rate: number | null = null) =>
  startReplay(ctx, { selection: { ids: [...ids] }, target, rate, reason: "try" });
const stateOf = async (ctx: Ctx, id: number) => (await getReplay(ctx, { id })).state;

test("what surely was not sent waits, is tried again later and later, and is sent once when it can be", async () => {
  let closed = true;
  const gate = gated(() => closed);
  const { ctx, ids, run, sent } = await openReplays(3_000, gate.change);
  const { id } = await start(ctx, ids);
  await Promise.all([run("one"), run("two")]);
  await vi.waitFor(async () => expect((await getReplay(ctx, { id })).waits).not.toBeNull(), soon);
  const view = await getReplay(ctx, { id });
  expect(view).toMatchObject({ state: "running", waits: { for: throttled.reason, since: expect.any(Date), until: expect.any(Date) } });
  expect(view.answer).toBe("0 of 3,000 sent. Nothing can be sent at the moment: SQS throttles its callers (RequestThrottled).");
  expect((await listReplays(ctx, { show: "all", limit: 10 })).replays[0]?.waits?.for).toBe(throttled.reason);
  await vi.waitFor(async () => expect((await ctx.sql`select waits_tries as n from replays`)[0]?.["n"]).toBeGreaterThan(3), soon);
  // Eight lanes that fail together are one try each: without a rest it would be thousands.
  expect(gate.tries.length).toBeLessThan(8 * 50 * 6);
  await vi.waitFor(async () => expect(await itemStates(ctx, id)).toEqual({ selected: 3_000 }), soon);
  expect(await ctx.sql`select distinct state from messages`).toEqual([{ state: "replaying" }]);
  closed = false;
  await vi.waitFor(async () => expect(await stateOf(ctx, id)).toBe("observing"), soon);
  expect(new Set(sent()).size).toBe(3_000);
  expect(sent()).toHaveLength(3_000);
  expect((await getReplay(ctx, { id })).waits).toBeNull();
  expect(await ctx.sql`select waits_for, waits_since, waits_until, waits_tries from replays`).toEqual([
    { waits_for: null, waits_since: null, waits_until: null, waits_tries: 0 },
  ]);
});

test("what stays is a pause with its cause; a resume tries again at once, and takes up what was not sent", async () => {
  let closed = true;
  const { ctx, ids, run, sent } = await openReplays(60, gated(() => closed).change);
  const { id } = await start(ctx, ids);
  await run("one");
  await vi.waitFor(async () => expect((await getReplay(ctx, { id })).waits).not.toBeNull(), soon);
  await ctx.sql`update replays set waits_since = now() - interval '5 minutes', waits_until = now()`;
  await vi.waitFor(async () => expect(await stateOf(ctx, id)).toBe("paused"), soon);
  const { pause, waits, unsent } = await getReplay(ctx, { id });
  expect(pause && reasonWords(pause)).toBe(
    "Nothing could be sent for 5 min: SQS throttles its callers (RequestThrottled). Mend that, then resume: what was not sent still waits.",
  );
  expect({ waits, unsent }).toEqual({ waits: null, unsent: [] });
  expect(await ctx.sql`select data ->> 'act' as act, data -> 'reason' ->> 'code' as code from audit order by id desc limit 1`).toEqual([
    { act: "pause", code: "not_sent" },
  ]);
  await vi.waitFor(async () => expect(await itemStates(ctx, id)).toEqual({ selected: 60 }), soon);
  closed = false;
  await resumeReplay(ctx, { id, reason: "the limit was raised" });
  await vi.waitFor(() => expect(sent()).toHaveLength(60), soon);
  await vi.waitFor(async () => expect(await itemStates(ctx, id)).toEqual({ observing: 60 }), soon);
});

test("what goes to a queue that takes nothing waits; the others are sent, each once", async () => {
  const change = (broker: Broker): Broker => ({
    ...broker,
    publish: async (to, message, attempt) =>
      to.to === "queue" && to.queue === "orders.shut" ? throttled : broker.publish(to, message, attempt),
  });
  const { ctx, memory, reader, run, sent } = await openReplays(1, change);
  memory.server.declare("orders.shut");
  const from = (queue: string, length: number) =>
    Array.from({ length }, (_, n) =>
      rawMessage({ position: `${queue}-${n}`, headers: headersOf({ "x-death": [death({ queue })] }), body: Buffer.from(`{"n":${n}}`) }),
    );
  const selection = { ids: await capture(ctx, reader, [...from("orders.shut", 1_200), ...from("orders.work", 1_300)]) };
  const { id } = await startReplay(ctx, { selection, target: { to: "failed_queue" }, rate: null, reason: "try" });
  await run("one");
  await vi.waitFor(async () => expect(await itemStates(ctx, id)).toEqual({ selected: 1_200, observing: 1_300 }), soon);
  expect(sent()).toHaveLength(1_300);
  expect(new Set(sent()).size).toBe(1_300);
  await vi.waitFor(async () => expect((await getReplay(ctx, { id })).waits?.for).toBe(throttled.reason), soon);
  await cancelReplay(ctx, { id, reason: "the rest has no queue" });
  await vi.waitFor(async () => expect(await itemStates(ctx, id)).toEqual({ cancelled: 1_200, observing: 1_300 }), soon);
});

test("order is kept over what was not sent: nothing of a key overtakes it", async () => {
  const times = new Map<string, number>();
  const change = (broker: Broker): Broker => ({
    ...broker,
    capabilities: (queue) => ({ ...broker.capabilities(queue), ordered: true }),
    publish: async (to, message, attempt) => {
      const body = String(Buffer.from(message.body ?? []));
      const n = (times.get(body) ?? 0) + 1;
      times.set(body, n);
      return JSON.parse(body).n % 20 === 7 && n < 3 ? throttled : broker.publish(to, message, attempt);
    },
  });
  const { ctx, ids, run, sent } = await openReplays(100, change);
  await ctx.sql`update messages set event_key = 'k'`;
  const { id } = await start(ctx, ids);
  await run("one");
  await vi.waitFor(async () => expect(await itemStates(ctx, id)).toEqual({ observing: 100 }), soon);
  expect(sent().map((text) => JSON.parse(text).n)).toEqual(Array.from({ length: 100 }, (_, n) => n));
});

test("a try within a rate that cannot be sent takes nothing from the others, and a pause and a cancel act while it waits", async () => {
  const { ctx, ids, run } = await openReplays(20, gated(() => true).change);
  const { id } = await start(ctx, ids, 5);
  await run("one");
  await vi.waitFor(async () => expect((await getReplay(ctx, { id })).waits).not.toBeNull(), soon);
  await pauseReplay(ctx, { id, reason: "wait" });
  expect((await getReplay(ctx, { id })).waits).toBeNull();
  await resumeReplay(ctx, { id, reason: "go on" });
  await vi.waitFor(async () => expect((await getReplay(ctx, { id })).waits).not.toBeNull(), soon);
  await cancelReplay(ctx, { id, reason: "enough" });
  await vi.waitFor(async () => expect(await itemStates(ctx, id)).toEqual({ cancelled: 20 }), soon);
  expect(await ctx.sql`select distinct state from messages`).toEqual([{ state: "dead" }]);
});

test("waits grow, to half a minute at most, and lanes that fail together count once", async () => {
  const { ctx, ids } = await openReplays(1);
  const { id } = await start(ctx, ids);
  const waited = async () => {
    const [row] = await ctx.sql<{ seconds: number; tries: number }[]>`
      select extract(epoch from waits_until - clock_timestamp())::float8 as seconds, waits_tries as tries from replays`;
    return row ?? { seconds: 0, tries: 0 };
  };
  const seconds: number[] = [];
  for (let tries = 1; tries <= 9; tries++) {
    await Promise.all(Array.from({ length: 4 }, () => waitOut(ctx, id, { cause: "It is throttled.", triedMs: 50 })));
    const now = await waited();
    expect(now.tries).toBe(tries);
    seconds.push(now.seconds);
    await ctx.sql`update replays set waits_until = now() - interval '1 second'`;
  }
  expect(seconds[0]).toBeLessThan(0.6);
  expect(seconds.at(-1)).toBeGreaterThan(20);
  expect(Math.max(...seconds)).toBeLessThanOrEqual(30);
});

test("while a broker blocks, one lane tries it, and the others send what goes elsewhere", async () => {
  const blockedMs = 2_000;
  let trying = 0;
  let most = 0;
  const sentAt: number[] = [];
  const change = (broker: Broker): Broker => ({
    ...broker,
    publish: async (to, message, attempt) => {
      if (to.to !== "queue" || to.queue !== "orders.shut") {
        sentAt.push(performance.now());
        return broker.publish(to, message, attempt);
      }
      most = Math.max(most, ++trying);
      await new Promise((resolve) => setTimeout(resolve, blockedMs));
      trying--;
      return throttled;
    },
  });
  const { ctx, memory, ids, run, sent } = await openReplays(4_120, change);
  memory.server.declare("orders.shut");
  const begin = (some: readonly number[], queue: string, rate: number | null) =>
    startReplay(ctx, { selection: { ids: [...some] }, target: { to: "queue", queue }, rate, reason: "try" });
  await begin(ids.slice(0, 4_000), "orders.shut", null);
  await run("one");
  // All four lanes try it once, and then it waits.
  await vi.waitFor(async () => expect(await ctx.sql`select 1 from replays where waits_tries > 1`).toHaveLength(1), soon);
  most = 0;
  await begin(ids.slice(4_000), "orders.work", 20);
  await vi.waitFor(() => expect(sent()).toHaveLength(120), soon);
  const gaps = sentAt.slice(1).map((at, n) => at - (sentAt[n] ?? at));
  expect(Math.max(...gaps)).toBeLessThan(blockedMs * 0.75);
  // A slice of one lane.
  expect(most).toBeLessThanOrEqual(50);
}, 60_000);
