import { expect, test, vi } from "vitest";
import { listBreakers } from "../../downstreams/list.ts";
import { actuatorBody } from "../../testing/actuator.ts";
import { bankTarget, startBank } from "../../testing/bank.ts";
import { age, dieAgain, observeAndAsk, openReplays } from "../../testing/replays.ts";
import { getReplay } from "../get.ts";
import { observeReplays } from "../observe.ts";
import { startReplay } from "../start.ts";
import { chooseAgain, renewCanary } from "./renew-canary.ts";

const soon = { timeout: 20_000, interval: 10 };
const canary = 5;

/** Payments whose canary is sent to a bank in this state, or as much of it as that lets through. */
async function sendCanary(
  state: string,
  { size = canary, sends = size, ...fields }: { size?: number; sends?: number } & Parameters<typeof startBank>[2] = {},
) {
  const bank = await startBank(state, 120, fields);
  const { ctx, memory, ids, sent, pass } = bank;
  const queue = memory.server.queue("orders.work");
  queue.consumers = 1;
  const payments = ids.filter((_, n) => n % 2 === 0);
  const stages = { canary: size, ramp: false };
  const { id } = await startReplay(ctx, { selection: { ids: payments }, target: bankTarget, rate: null, stages, reason: "try" });
  await vi.waitFor(() => expect(sent()).toHaveLength(sends), soon);
  const look = async () => {
    await ctx.sql`update replays set asked_at = null`;
    await observeAndAsk(ctx);
    const [row] = await ctx.sql<{ state: string; code: string | null; canary: string; tried: string[] | null }[]>`
      select r.state, pause_code as code, s.state as canary, s.tried from replays r join replay_stages s on s.replay_id = r.id and kind = 'canary' where r.id = ${id}`;
    return row;
  };
  const becomes = (expected: object) => vi.waitFor(async () => expect(await look()).toMatchObject(expected), soon);
  /** Time passes until the bank has been closed for long enough. */
  const heal = async () => {
    bank.bankServer.body = actuatorBody("CLOSED");
    for (const seconds of [11, 30, 30, 30]) await pass(seconds);
  };
  const read = () => queue.ready.splice(0).map(({ body }) => Number(JSON.parse(String(Buffer.from(body ?? []))).n));
  return { ...bank, id, look, becomes, heal, read };
}

test("a canary that was tried at a half-open downstream and came back is no verdict: another is chosen once it is stable", async () => {
  const opened = await sendCanary("HALF_OPEN");
  const { ctx, id, look, becomes, heal, read, pass, bankServer } = opened;
  await becomes({ state: "running", code: null, tried: ["bank"] });
  await dieAgain(opened, 0, canary);
  const first = read();
  // However often it is looked at: while it is half-open, and after it has closed and is not stable.
  for (const state of ["HALF_OPEN", "CLOSED"]) {
    bankServer.body = actuatorBody(state);
    await pass(11);
    for (let n = 0; n < 3; n++) expect(await look()).toMatchObject({ state: "running", code: null });
    expect(read()).toEqual([]);
  }
  const { answer, stop, unstable } = await getReplay(ctx, { id });
  expect({ stop, unstable }).toEqual({
    stop: { percent: 3, least: 1, newFailures: 2, near: { cameBack: 0, of: canary, excused: canary } },
    unstable: ["bank"],
  });
  const { breakers, answer: board } = await listBreakers(ctx, { range: "1h" });
  expect([board.title, board.sub]).toEqual(["bank is closed.", `rpl-${id} will go on once that has lasted.`]);
  expect(breakers[0]).toMatchObject({ held: 0, waiting: [{ id, isPaused: false, held: 0, forCanary: true }] });
  expect(answer).toContain(
    "Its canary came back while bank was not stable, so that counts for no limit. Another is chosen once bank is stable.",
  );
  await heal();
  await becomes({ state: "running", canary: "observing", tried: null });
  const second = read();
  expect(second).toHaveLength(canary);
  expect(new Set([...first, ...second]).size).toBe(2 * canary);
  // Spread as the first was, not what comes next.
  expect(Math.max(...second) - Math.min(...second)).toBeGreaterThan(40);
  expect((await listBreakers(ctx, { range: "1h" })).breakers[0]?.waiting).toEqual([]);
  expect((await getReplay(ctx, { id })).stages[0]).toMatchObject({ taken: canary, cameBack: 0, replaced: canary });
  await age(ctx, 61);
  await becomes({ canary: "passed" });
  await vi.waitFor(() => expect(opened.sent()).toHaveLength(60 - 2 * canary), soon);
});

test("one that comes back from a downstream that is stable pauses the replay, the second as the first", async () => {
  const opened = await sendCanary("HALF_OPEN");
  const { becomes, heal, look, pass } = opened;
  await becomes({ tried: ["bank"] });
  await dieAgain(opened, 0, canary - 1);
  await heal();
  await becomes({ canary: "observing", tried: null });
  await pass(1);
  // Of those that were replaced one comes back late.
  await dieAgain(opened, canary - 1, canary);
  for (let n = 0; n < 3; n++) expect(await look()).toMatchObject({ state: "running", code: null });
  await dieAgain(opened, canary, canary + 1);
  await becomes({ state: "paused", code: "canary_came_back" });
  const stable = await sendCanary("CLOSED");
  await dieAgain(stable, 0, 1);
  await stable.becomes({ state: "paused", code: "canary_came_back", tried: null });
});

test("what was tried and comes back only once the downstream is stable is no verdict either", async () => {
  const opened = await sendCanary("HALF_OPEN");
  const { becomes, heal, read, look } = opened;
  await becomes({ tried: ["bank"] });
  await heal();
  await dieAgain(opened, 0, 2);
  read();
  await becomes({ state: "running", canary: "observing", tried: null });
  expect(read()).toHaveLength(canary);
  expect(await look()).toMatchObject({ state: "running", code: null });
});

test("a canary whose downstream begins to fail while it is watched is no verdict", async () => {
  const opened = await sendCanary("CLOSED");
  const { bankServer, pass, look, becomes, heal, read } = opened;
  await becomes({ canary: "observing", tried: null });
  bankServer.body = actuatorBody("OPEN");
  await pass(11);
  await dieAgain(opened, 0, canary);
  read();
  for (let n = 0; n < 3; n++) expect(await look()).toMatchObject({ state: "running", code: null, tried: ["bank"] });
  await heal();
  await becomes({ canary: "observing", tried: null });
  expect(read()).toHaveLength(canary);
});

test("part of a canary that was tried at a half-open downstream and comes back late is no verdict, although the rest was held until it closed", async () => {
  const opened = await sendCanary("HALF_OPEN", { size: 8, sends: 5 });
  const { becomes, heal, look, sent, read } = opened;
  await becomes({ state: "running", tried: ["bank"] });
  await heal();
  await vi.waitFor(() => expect(sent()).toHaveLength(8), soon);
  await dieAgain(opened, 0, 2);
  read();
  await becomes({ state: "running", canary: "observing", tried: null });
  expect(read()).toHaveLength(8);
  expect(await look()).toMatchObject({ state: "running", code: null });
});

test("between its tries to choose another it rests, until brokers are asked again", async () => {
  const opened = await sendCanary("HALF_OPEN");
  const { ctx, becomes, heal, sent } = opened;
  await becomes({ tried: ["bank"] });
  await dieAgain(opened, 0, canary);
  await heal();
  await ctx.sql`update replays set asked_at = clock_timestamp()`;
  for (let n = 0; n < 3; n++) await observeReplays(ctx);
  expect(await ctx.sql`select tried from replay_stages where kind = 'canary'`).toEqual([{ tried: ["bank"] }]);
  await becomes({ tried: null });
  await vi.waitFor(() => expect(sent()).toHaveLength(2 * canary), soon);
});

test("where every item made so far is held, another is chosen out of what is frozen and no item yet; then nothing is left", async () => {
  const { ctx, ids } = await openReplays(5_100);
  const stages = { canary, ramp: false };
  const { id } = await startReplay(ctx, { selection: { ids }, target: bankTarget, rate: null, stages, reason: "try" });
  const made = await ctx.sql`select id from replay_items`;
  expect(made.length).toBeLessThan(ids.length);
  const hold = () =>
    ctx.sql`update replay_items set state = 'held', reason_code = 'breaker', held_until = now() + interval '1 hour' where state = 'selected'`;
  const renew = async () => {
    const choice = await chooseAgain(ctx, id);
    return ctx.sql.begin((tx) => renewCanary(ctx, tx, id, ctx.clock(), choice));
  };
  await hold();
  expect(await renew()).toBe(true);
  const chosen = await ctx.sql<{ messageId: number }[]>`select message_id as "messageId" from replay_items where state = 'selected'`;
  expect(chosen).toHaveLength(canary);
  expect(await ctx.sql`select from replay_items group by message_id having count(*) > 1`).toEqual([]);
  await hold();
  await ctx.sql`delete from selection_parts`;
  expect(await renew()).toBe(false);
});
