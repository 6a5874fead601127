import { expect, test, vi } from "vitest";
import { age, itemStates, observeAndAsk } from "../../testing/replays.ts";
import { startStaged } from "../../testing/staged-replay.ts";
import { cancelReplay } from "../cancel.ts";
import { getReplay } from "../get.ts";
import { listReplays } from "../list.ts";
import { resumeReplay } from "../resume.ts";
import { replayView } from "../output.ts";
import { reasonWords } from "../words.ts";

const soon = { timeout: 20_000, interval: 20 };

const observing = { state: "running", stages: ["canary observing", "full waiting"] };
const passed = { stages: ["canary passed", expect.stringMatching("^full")] };

test("a canary that nobody consumes is no evidence: it passes a whole window after somebody does", async () => {
  const { ctx, id, look, becomes, receives, sent } = await startStaged(100, { canary: 2, ramp: false }, null, 60);
  receives.consumers = 0;
  await becomes(observing);
  await age(ctx, 61);
  await becomes({ state: "paused", code: "canary_unconsumed", stages: ["canary observing", "full waiting"] });
  expect(reasonWords((await getReplay(ctx, { id })).pause ?? { code: "", data: null })).toContain("Nobody consumes orders.work");
  await resumeReplay(ctx, { id, reason: "try" });
  await becomes({ state: "paused", code: "canary_unconsumed" });
  receives.consumers = 1;
  await resumeReplay(ctx, { id, reason: "the consumers are up" });
  await becomes(observing);
  await age(ctx, 50);
  for (let n = 0; n < 3; n++) expect(await look()).toMatchObject(observing);
  expect(sent()).toHaveLength(2);
  const [canary] = (await getReplay(ctx, { id })).stages;
  expect(canary).toMatchObject({ proven: 0, watched: 2, until: expect.any(Date) });
  await age(ctx, 11);
  expect(await look()).toMatchObject(passed);
});

test("the watch of a canary begins anew while nobody consumes it", async () => {
  const { ctx, look, becomes, receives } = await startStaged(100, { canary: 2, ramp: false }, null, 60);
  receives.consumers = 0;
  await becomes(observing);
  await age(ctx, 40);
  expect(await look()).toMatchObject(observing);
  receives.consumers = 1;
  await age(ctx, 40);
  expect(await look()).toMatchObject(observing);
  await age(ctx, 21);
  expect(await look()).toMatchObject(passed);
});

test("where nobody consumes what was sent without a canary, that is said first and is no success", async () => {
  const { ctx, id, becomes, receives } = await startStaged(3, { canary: 0, ramp: false }, null, 60);
  receives.consumers = 0;
  await becomes({ state: "observing" });
  const told = async () => (await getReplay(ctx, { id })).answer;
  expect(await told()).toMatch(/^Nobody consumes orders\.work, so nothing is proven yet\. 3 of 3 sent/);
  // Brokers are asked every few seconds.
  for (const seconds of [30, 31]) {
    await age(ctx, seconds);
    await becomes({ state: "observing" });
  }
  // A day later it is over, and says that nobody was seen to consume it.
  await age(ctx, 86_400);
  await becomes({ state: "completed" });
  expect(await told()).toMatch(
    /^No consumer of orders\.work was seen, so nothing is proven\. 3 of 3 sent.* 3 were not watched to their end: whether they died/,
  );
  expect(await itemStates(ctx, id)).toEqual({ confirmed: 3 });
  expect((await listReplays(ctx, { show: "all", limit: 30 })).replays).toMatchObject([{ id, unconsumed: ["orders.work"] }]);
});

test("consumers that die after the last message was sent are no success: the window begins again once they are back", async () => {
  const { ctx, id, look, becomes, receives } = await startStaged(50, { canary: 0, ramp: false }, null, 60);
  await becomes({ state: "observing" });
  Object.assign(receives, { consumers: 0, ready: 49 });
  for (const seconds of [0, 30, 31]) {
    await age(ctx, seconds);
    expect(await look()).toMatchObject({ state: "observing" });
  }
  expect((await getReplay(ctx, { id })).answer).toMatch(/^Nobody consumes orders\.work, so nothing is proven yet\. 50 of 50 sent/);
  Object.assign(receives, { consumers: 1, ready: 0 });
  await age(ctx, 50);
  expect(await look()).toMatchObject({ state: "observing" });
  await age(ctx, 11);
  expect(await look()).toMatchObject({ state: "completed" });
});

test("messages that a consumer holds and does not acknowledge are not consumed", async () => {
  const { ctx, id, look, becomes, receives } = await startStaged(50, { canary: 0, ramp: false }, null, 60);
  Object.assign(receives, { inHand: 50 });
  await becomes({ state: "observing" });
  for (const seconds of [0, 30, 31]) {
    await age(ctx, seconds);
    expect(await look()).toMatchObject({ state: "observing" });
  }
  expect((await getReplay(ctx, { id })).answer).toMatch(/^50 messages wait in orders\.work, no fewer than when the last was sent/);
  receives.inHand = 0;
  expect(await look()).toMatchObject({ state: "observing" });
  await age(ctx, 61);
  expect(await look()).toMatchObject({ state: "completed" });
});

test("a backlog that never shrinks is no success, also when its watch ends after a day", async () => {
  const { ctx, id, look, becomes, receives } = await startStaged(50, { canary: 0, ramp: false }, null, 60);
  receives.inHand = 50;
  await becomes({ state: "observing" });
  // Measured once all was sent.
  await look();
  await age(ctx, 86_461);
  await becomes({ state: "completed" });
  expect(await itemStates(ctx, id)).toEqual({ confirmed: 50 });
  expect((await getReplay(ctx, { id })).answer).toMatch(
    /^50 messages wait in orders\.work, no fewer than when the last was sent, so nothing is proven\. 50 of 50 sent/,
  );
});

test("a place that never had a consumer holds nothing up while another one receives the same", async () => {
  const { ctx, look, becomes, receives } = await startStaged(100, { canary: 2, ramp: false }, null, 60);
  receives.others = [{ name: "archive", consumers: 0 }];
  await becomes(observing);
  await age(ctx, 61);
  await becomes(passed);
  await becomes({ state: "observing" });
  await age(ctx, 61);
  expect(await look()).toMatchObject({ state: "completed" });
});

test("one of two that lost its consumers is waited for", async () => {
  const { ctx, id, look, becomes, receives } = await startStaged(3, { canary: 0, ramp: false }, null, 60);
  receives.others = [{ name: "mail.work", consumers: 2 }];
  await becomes({ state: "observing" });
  await look();
  receives.others = [{ name: "mail.work", consumers: 0 }];
  for (const seconds of [0, 61]) {
    await age(ctx, seconds);
    expect(await look()).toMatchObject({ state: "observing" });
  }
  expect((await getReplay(ctx, { id })).answer).toMatch(/^Nobody consumes mail\.work, so nothing is proven yet/);
});

test("a canary behind a backlog that does not shrink is not passed; a person may accept that of a queue that is consumed", async () => {
  const { ctx, id, look, becomes, receives } = await startStaged(100, { canary: 2, ramp: false }, null, 60);
  receives.ready = 40;
  await becomes(observing);
  await age(ctx, 61);
  expect(await look()).toMatchObject(observing);
  await age(ctx, 61);
  expect(await look()).toMatchObject({ state: "paused", code: "canary_backlog" });
  await resumeReplay(ctx, { id, reason: "it is always as long" });
  for (let n = 0; n < 3; n++) expect(await look()).toMatchObject(observing);
  await age(ctx, 61);
  expect(await look()).toMatchObject(passed);
});

test("where nobody knows who consumes it, a resume measures a backlog anew", async () => {
  const { ctx, id, look, becomes, receives } = await startStaged(100, { canary: 2, ramp: false }, null, 60);
  Object.assign(receives, { ready: 40, consumers: null });
  await becomes(observing);
  await age(ctx, 121);
  await becomes({ state: "paused", code: "canary_backlog" });
  receives.ready = 90;
  await resumeReplay(ctx, { id, reason: "look again" });
  await becomes(observing);
  await age(ctx, 121);
  await becomes({ state: "paused", code: "canary_backlog" });
  await resumeReplay(ctx, { id, reason: "look again" });
  await becomes(observing);
  receives.ready = 89;
  await age(ctx, 61);
  expect(await look()).toMatchObject(passed);
});

test("a broker that cannot be asked is waited for, then told to a person, and never taken for a pass", async () => {
  const { ctx, id, look, becomes, receives } = await startStaged(100, { canary: 2, ramp: false }, null, 60);
  await becomes(observing);
  receives.isAway = true;
  await age(ctx, 61);
  for (let n = 0; n < 3; n++) expect(await look()).toMatchObject(observing);
  await age(ctx, 61);
  expect(await look()).toMatchObject({ state: "paused", code: "canary_unasked" });
  expect(reasonWords((await getReplay(ctx, { id })).pause ?? { code: "", data: null })).toContain("orders.work: Cannot reach the shop.");
  receives.isAway = false;
  await resumeReplay(ctx, { id, reason: "it is back" });
  await becomes(observing);
  await age(ctx, 61);
  expect(await look()).toMatchObject(passed);
});

test("an unknown item of a canary is no proof", async () => {
  const { ctx, look, becomes } = await startStaged(100, { canary: 3, ramp: false }, null, 60);
  await becomes(observing);
  await ctx.sql`update replay_items set state = 'unknown' where id = (select min(id) from replay_items)`;
  await age(ctx, 61);
  expect(await look()).toMatchObject({ state: "paused", code: "canary_unknown" });
});

test("however many look at a canary, its broker is asked once in five seconds", async () => {
  const { ctx, becomes, receives } = await startStaged(100, { canary: 2, ramp: false }, null, 60);
  await becomes(observing);
  await ctx.sql`update replays set asked_at = clock_timestamp() + interval '1 minute'`;
  await age(ctx, 61);
  const before = receives.asked;
  await ctx.sql`update replays set asked_at = null`;
  await Promise.all(Array.from({ length: 8 }, () => observeAndAsk(ctx)));
  expect(receives.asked - before).toBe(1);
});

test("most consumers that go away while it sends pause it, once that lasts", async () => {
  const { ctx, id, look, becomes, receives, sent } = await startStaged(3_000, { canary: 0, ramp: false }, 50);
  await vi.waitFor(() => expect(sent().length).toBeGreaterThan(0), soon);
  receives.consumers = 8;
  await look();
  receives.consumers = 2;
  expect(await look()).toMatchObject({ state: "running" });
  await becomes({ state: "paused", code: "consumers_fell" });
  expect(reasonWords((await getReplay(ctx, { id })).pause ?? { code: "", data: null })).toMatch(
    /^6 of 8 consumers of orders\.work are gone\./,
  );
  await resumeReplay(ctx, { id, reason: "two are enough" });
  // The page of a replay whose brokers were not asked again yet.
  expect(replayView.parse(await getReplay(ctx, { id })).receivers).toMatchObject([{ most: 0 }]);
  for (let n = 0; n < 3; n++) expect(await look()).toMatchObject({ state: "running" });
  await cancelReplay(ctx, { id, reason: "enough" });
});

test("consumers that go away while it sends pause it; where nobody ever consumed, it goes on", async () => {
  const { ctx, id, becomes, receives, sent } = await startStaged(3_000, { canary: 0, ramp: false }, 50);
  const asked = () => ctx.sql`update replays set asked_at = null where id = ${id}`;
  await vi.waitFor(() => expect(sent().length).toBeGreaterThan(0), soon);
  await becomes({ state: "running" });
  receives.consumers = 0;
  await asked();
  await becomes({ state: "paused", code: "consumers_gone" });
  // What it sent waits there, also while its broker is not asked.
  const { observing = 0 } = await itemStates(ctx, id);
  expect(observing).toBeGreaterThan(0);
  await age(ctx, 61);
  await observeAndAsk(ctx);
  expect((await itemStates(ctx, id))["observing"]).toBeGreaterThanOrEqual(observing);
  await resumeReplay(ctx, { id, reason: "they come later" });
  await asked();
  await becomes({ state: "running" });
  await cancelReplay(ctx, { id, reason: "enough" });
});
