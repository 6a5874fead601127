import { readFileSync } from "node:fs";
import { expect, test, vi } from "vitest";
import { actuatorBody } from "../testing/actuator.ts";
import { bankTarget, startBank } from "../testing/bank.ts";
import { age, dieAgain, hear } from "../testing/replays.ts";
import { startDeriving } from "../messages/derive/derive-stale.ts";
import type { Json } from "../messages/reason.ts";
import { shop } from "../testing/messages.ts";
import { getReplay } from "./get.ts";
import { wakeDerived } from "./items/wake.ts";
import { overrideBreaker } from "./override-breaker.ts";
import { observeReplays } from "./observe.ts";
import { pauseReplay } from "./pause.ts";
import { readPolicy } from "./policy.ts";
import { readOutcomes } from "./read-outcomes.ts";
import { resumeReplay } from "./resume.ts";
import { nextStage } from "./stages/move-stage.ts";
import { startReplay } from "./start.ts";
import { sweepReplayCounts } from "./sweep-counts.ts";
import { wakeHeld } from "./wake-held.ts";
import { reasonWords } from "./words.ts";

const soon = { timeout: 20_000, interval: 10 };
type Bank = Awaited<ReturnType<typeof startBank>>;

const asleep = async ({ ctx }: Bank) =>
  (await ctx.sql`select 1 from replay_items where state = 'held' and held_until > ${new Date(ctx.clock().getTime() + 3_600_000)}`).length;
const endOf = async ({ ctx }: Bank, id: number) => (await getReplay(ctx, { id })).heldFor.map(({ n, ends }) => [n, ends]);

/** The window of what was sent is over, and none of it came back. */
async function stayAway({ ctx }: Bank): Promise<void> {
  await age(ctx, 61);
  await hear(ctx);
  await observeReplays(ctx);
}

test("an override wakes what was locked when it was said, and so whatever is held after it", async () => {
  const bank = await startBank("OPEN", 8);
  const { ctx, pass, sent, held, begin } = bank;
  const { id } = await begin();
  await vi.waitFor(async () => expect([sent().length, await held()]).toEqual([4, 4]), soon);
  await ctx.sql.begin(async (tx) => {
    await tx`select from replay_items where state = 'held' order by id limit 3 for update`;
    await overrideBreaker(ctx, { id, downstream: "bank", reason: "it is fine" });
    expect(await endOf(bank, id)).toEqual([[4, "now"]]);
    await pass(1);
  });
  await vi.waitFor(async () => expect([sent().length, await held()]).toEqual([5, 3]), soon);
  await pass(1);
  await vi.waitFor(() => expect(sent()).toHaveLength(8), soon);
});

test("what waits goes on as soon as the gate lets it: its state is unknown and that does not hold", async () => {
  const bank = await startBank("OPEN", 4, { unknownHolds: false });
  const { bankServer, pass, sent, held, begin } = bank;
  const { id } = await begin();
  await vi.waitFor(async () => expect([sent().length, await held()]).toEqual([2, 2]), soon);
  expect(await endOf(bank, id)).toEqual([[2, "closed_or_unknown"]]);
  bankServer.status = 500;
  await pass(5);
  await vi.waitFor(() => expect(sent()).toHaveLength(4), soon);
  expect(await endOf(bank, id)).toEqual([]);
});

test("nothing reports of it: what waits goes on once Redrive sees no failures, since that never says closed", async () => {
  const bank = await startBank("CLOSED", 24, { readings: [] });
  const { ctx, pass, sent, held, begin } = bank;
  const says = (state: string) =>
    ctx.sql`
      insert into downstreams (name, voice, state, since, judged_at, words) values ('bank', 'own', ${state}, ${ctx.clock()}, ${ctx.clock()}, '')
      on conflict (name, voice) do update set state = excluded.state, since = excluded.since, judged_at = excluded.judged_at`;
  await says("open");
  await ctx.sql`update downstreams set trouble_at = ${ctx.clock()}`;
  const { id } = await begin();
  await vi.waitFor(async () => expect([sent().length, await held()]).toEqual([12, 12]), soon);
  expect(await endOf(bank, id)).toEqual([[12, "quiet"]]);
  await pass(1);
  expect(await asleep(bank)).toBe(12);
  // It is silent because all is held: a few are tried at a time until it was quiet for long enough.
  await says("unknown");
  await pass(11);
  await vi.waitFor(async () => expect([sent().length, await held()]).toEqual([17, 7]), soon);
  await pass(1);
  expect(await held()).toBe(7);
  await pass(60);
  await stayAway(bank);
  await pass(1);
  await vi.waitFor(() => expect(sent()).toHaveLength(24), soon);
});

test("what is let go to a downstream that only Redrive reads, and dies again, pauses its replay although the rest waits for that again", async () => {
  const bank = await startBank("CLOSED", 40, { readings: [] });
  const { ctx, sent, held, begin } = bank;
  const says = (state: string) =>
    ctx.sql`
      insert into downstreams (name, voice, state, since, judged_at, words) values ('bank', 'own', ${state}, ${ctx.clock()}, ${ctx.clock()}, '')
      on conflict (name, voice) do update set state = excluded.state`;
  await says("open");
  const { id } = await begin();
  await vi.waitFor(async () => expect([sent().length, await held()]).toEqual([20, 20]), soon);
  // It was let go once, and then messages died again.
  await ctx.sql`update replays set accepted = jsonb_build_object('at', ${new Date(ctx.clock().getTime() - 60_000).toISOString()}::text, 'taken', 0, 'cameBack', 0, 'untaken', 0)`;
  await overrideBreaker(ctx, { id, downstream: "bank", reason: "try five" });
  await ctx.sql`update replay_items set held_until = ${ctx.clock()} where id in (select id from replay_items where state = 'held' order by id limit 5)`;
  await vi.waitFor(async () => expect(sent()).toHaveLength(25), soon);
  await ctx.sql`update replays set overrides = '[]'`;
  await dieAgain(bank, 20, 25);
  await observeReplays(ctx);
  expect(await ctx.sql`select state, pause_code as code from replays where id = ${id}`).toEqual([{ state: "paused", code: "came_back" }]);
});

test("what dies again although its downstream has closed keeps the rest, and pauses the replay; a resume sends it", async () => {
  const bank = await startBank("OPEN", 60);
  const { ctx, ids, bankServer, pass, sent, held, begin } = bank;
  const { id } = await begin(ids.filter((_, n) => n % 2 === 0));
  await vi.waitFor(async () => expect(await held()).toBe(30), soon);
  bankServer.body = actuatorBody("CLOSED");
  for (const seconds of [11, 30]) {
    const before = sent().length;
    await pass(seconds);
    await vi.waitFor(() => expect(sent()).toHaveLength(before + 5), soon);
    await dieAgain(bank, before, before + 5);
  }
  await pass(31);
  await pass(1);
  expect([sent().length, await held()]).toEqual([10, 20]);
  await observeReplays(ctx);
  const [stand] = await ctx.sql<
    [{ state: string; code: string; data: Json }]
  >`select state, pause_code as code, pause_data as data from replays`;
  expect(stand).toEqual({ state: "paused", code: "trials_came_back", data: { downstream: "bank", n: 10, of: 10 } });
  expect(reasonWords(stand)).toMatch(/^bank has closed, but 10 of 10 that were let go to it first came back\./);
  await resumeReplay(ctx, { id, reason: "deployed since" });
  await pass(1);
  await vi.waitFor(() => expect(sent()).toHaveLength(30), soon);
  await vi.waitFor(async () => expect((await getReplay(ctx, { id })).state).toBe("observing"), soon);
});

test("a few go first once their downstream is stable, and the rest once these stayed away", async () => {
  const bank = await startBank("OPEN", 60, { stableSeconds: 0 });
  const { ids, bankServer, pass, sent, held, begin } = bank;
  const { id } = await begin(ids.filter((_, n) => n % 2 === 0));
  await vi.waitFor(async () => expect(await held()).toBe(30), soon);
  bankServer.body = actuatorBody("CLOSED");
  await pass(11);
  await vi.waitFor(async () => expect([sent().length, await held()]).toEqual([5, 25]), soon);
  await pass(1);
  expect(await endOf(bank, id)).toEqual([[25, "tried"]]);
  expect(sent()).toHaveLength(5);
  await stayAway(bank);
  await pass(1);
  await vi.waitFor(() => expect(sent()).toHaveLength(30), soon);
});

test("a single message goes on once its downstream is not known to be open", async () => {
  const bank = await startBank("OPEN", 2);
  const { ids, bankServer, pass, sent, held, begin } = bank;
  const { id } = await begin(ids.slice(0, 1));
  await vi.waitFor(async () => expect(await held()).toBe(1), soon);
  expect(await endOf(bank, id)).toEqual([[1, "not_open"]]);
  bankServer.status = 500;
  await pass(5);
  await vi.waitFor(() => expect(sent()).toEqual([0]), soon);
});

test("nothing waits for a downstream that left redrive.yaml", async () => {
  const bank = await startBank("OPEN", 4);
  const { ctx, downstreams, sent, held, begin } = bank;
  const { id } = await begin();
  await vi.waitFor(async () => expect([sent().length, await held()]).toEqual([2, 2]), soon);
  downstreams.length = 0;
  expect(await endOf(bank, id)).toEqual([[2, "now"]]);
  await wakeHeld(ctx);
  await vi.waitFor(() => expect(sent()).toHaveLength(4), soon);
});

test("what needs the downstream no more by other ties goes on once its message is derived again", async () => {
  const bank = await startBank("OPEN", 8);
  const { ctx, reader, sent, held, begin } = bank;
  await begin();
  await vi.waitFor(async () => expect([sent().length, await held()]).toEqual([4, 4]), soon);
  const none = { queues: [], origins: [], errors: [], frames: [] };
  const needs = [{ name: "bank", ties: [{ ...none, eventTypes: ["Refund*"] }] }];
  // A worker starts with another redrive.yaml.
  const queues = shop.queues.map((queue) => ({ ...queue, rules: { ...reader.rules, needs } }));
  const other = { ...ctx, config: { ...ctx.config, sources: [{ ...shop, queues }] } };
  const turn = startDeriving(other, new AbortController().signal, (tx, ids) => wakeDerived({ sql: tx, clock: ctx.clock }, ids));
  while (await turn());
  await vi.waitFor(() => expect(sent()).toHaveLength(8), soon);
  expect(await held()).toBe(0);
});

test("a paused replay keeps what it holds asleep, and the count of it, until it runs again", async () => {
  const bank = await startBank("OPEN", 8);
  const { ctx, bankServer, pass, sent, held, begin } = bank;
  const { id } = await begin();
  await vi.waitFor(async () => expect([sent().length, await held()]).toEqual([4, 4]), soon);
  await pauseReplay(ctx, { id, reason: "wait" });
  bankServer.body = actuatorBody("CLOSED");
  // Read without a gap, so that it is stable.
  for (const seconds of [1, 30, 31]) await pass(seconds);
  expect(await asleep(bank)).toBe(4);
  for (let n = 0; n < 60; n++) await ctx.sql`insert into replay_counts (replay_id, state, n) values (${id}, 'observing', 0)`;
  await sweepReplayCounts(ctx);
  expect(await endOf(bank, id)).toEqual([[4, "now"]]);
  await resumeReplay(ctx, { id, reason: "go on" });
  await pass(1);
  await vi.waitFor(() => expect(sent()).toHaveLength(8), soon);
  expect(await endOf(bank, id)).toEqual([]);
});

test("what was held before its downstream was counted is counted by the migration", async () => {
  const bank = await startBank("OPEN", 8);
  const { ctx, sent, held, begin } = bank;
  const { id } = await begin();
  await vi.waitFor(async () => expect([sent().length, await held()]).toEqual([4, 4]), soon);
  await ctx.sql`update replay_counts set downstream = null`;
  expect(await endOf(bank, id)).toEqual([]);
  const statements = readFileSync("drizzle/0057_wake_held.sql", "utf8").split("--> statement-breakpoint");
  await ctx.sql.unsafe(statements.at(-1) ?? "");
  expect(await endOf(bank, id)).toEqual([[4, "closed"]]);
  expect(await readOutcomes(ctx.sql, id)).toMatchObject([
    { state: "held", code: "breaker", n: 4 },
    { state: "observing", n: 4 },
  ]);
});

test("in order, a few sent at a half-open downstream wake what stands behind them, and no other key's", async () => {
  const bank = await startBank("OPEN", 24, { ordered: true });
  const { ctx, bankServer, pass, sent, begin } = bank;
  await begin();
  const held = async () => (await ctx.sql`select 1 from replay_items where state = 'held'`).length;
  await vi.waitFor(async () => expect(await held()).toBe(24), soon);
  const sixth = () => ctx.sql`select id, xmin::text from replay_items where id > (select max(id) - 4 from replay_items) order by id`;
  const before = await sixth();
  bankServer.body = actuatorBody("HALF_OPEN");
  await pass(11);
  await vi.waitFor(() => expect(sent()).toEqual([0, 4, 8, 12, 16]), soon);
  // The next of each key needs no bank; the third of it does, and waits again.
  await vi.waitFor(async () => {
    await wakeHeld(ctx);
    expect(sent().slice(5)).toEqual([1, 5, 9, 13, 17]);
  }, soon);
  await vi.waitFor(async () => expect(await held()).toBe(14), soon);
  expect(await sixth()).toEqual(before);
});

test("a ramp begins again for a closing, also where a person resumed the replay before that was stable", async () => {
  const bank = await startBank("OPEN", 80);
  const { ctx, ids, bankServer, pass, held } = bank;
  const payments = ids.filter((_, n) => n % 2 === 0);
  const { id } = await startReplay(ctx, {
    selection: { ids: payments },
    target: bankTarget,
    rate: null,
    stages: { canary: 0, ramp: true },
    reason: "try",
  });
  await vi.waitFor(async () => (await ctx.sql`update replays set tokens = 100`, expect(await held()).toBe(40)), soon);
  bankServer.body = actuatorBody("CLOSED");
  await pass(11);
  await pauseReplay(ctx, { id, reason: "look" });
  await resumeReplay(ctx, { id, reason: "on" });
  await ctx.sql.begin(async (tx) => {
    const [{ policy }] = await tx<[{ policy: unknown }]>`select policy from replays where id = ${id}`;
    await nextStage(tx, id, readPolicy(policy), ctx.clock());
  });
  for (const seconds of [30, 31]) await pass(seconds);
  await vi.waitFor(async () => {
    await stayAway(bank);
    await pass(1);
    expect(await ctx.sql`select kind, state, rate from replay_stages where replay_id = ${id} order by nth`).toEqual([
      { kind: "ramp", state: "sending", rate: 1 },
      { kind: "full", state: "waiting", rate: null },
    ]);
  }, soon);
});

test("a ramp goes no faster while a downstream holds all of it, and one that was over begins again once that has closed", async () => {
  const bank = await startBank("OPEN", 80);
  const { ctx, ids, bankServer, pass, sent, held } = bank;
  const payments = ids.filter((_, n) => n % 2 === 0);
  const stages = { canary: 0, ramp: true };
  const { id } = await startReplay(ctx, { selection: { ids: payments }, target: bankTarget, rate: null, stages, reason: "try" });
  await ctx.sql`update replays set tokens = 100`;
  await vi.waitFor(async () => (await ctx.sql`update replays set tokens = 100`, expect(await held()).toBe(40)), soon);
  const stand = () => ctx.sql`select kind, state, rate from replay_stages where replay_id = ${id} order by nth`;
  const slow = [
    { kind: "ramp", state: "sending", rate: 1 },
    { kind: "full", state: "waiting", rate: null },
  ];
  for (let n = 0; n < 3; n++) {
    await age(ctx, 31);
    await observeReplays(ctx);
  }
  expect(await stand()).toEqual(slow);
  await ctx.sql.begin(async (tx) => {
    const [{ policy }] = await tx<[{ policy: unknown }]>`select policy from replays where id = ${id}`;
    await nextStage(tx, id, readPolicy(policy), ctx.clock());
  });
  expect(await stand()).toMatchObject([{ state: "passed" }, { state: "sending" }]);
  bankServer.body = actuatorBody("CLOSED");
  for (const seconds of [11, 30, 31]) await pass(seconds);
  await vi.waitFor(async () => {
    await stayAway(bank);
    await pass(1);
    expect(await stand()).toEqual(slow);
  }, soon);
  await vi.waitFor(() => expect(sent().length).toBeGreaterThan(0), soon);
  expect(sent().length).toBeLessThan(40);
  await age(ctx, 31);
  await vi.waitFor(async () => (await observeReplays(ctx), expect(await stand()).toMatchObject([{ rate: 2 }, {}])), soon);
  // So it does once a person resumes the replay.
  await ctx.sql`update replay_stages set state = 'passed', ended_at = now() where replay_id = ${id} and kind = 'ramp'`;
  await ctx.sql`update replay_stages set state = 'sending' where replay_id = ${id} and kind = 'full'`;
  await pauseReplay(ctx, { id, reason: "look" });
  await resumeReplay(ctx, { id, reason: "on" });
  expect(await stand()).toEqual(slow);
});
