import { expect, onTestFinished, test, vi } from "vitest";
import { Outbound } from "../outbound/outbound.ts";
import { serviceRule } from "../outbound/rule.ts";
import { actuatorBody, startAnswering } from "../testing/actuator.ts";
import { testContext } from "../testing/context.ts";
import { testDatabase } from "../testing/database.ts";
import { bank, pushed } from "../testing/downstreams.ts";
import { addPolls } from "./claim-polls.ts";
import type { DownstreamSpec } from "./downstream.ts";
import { judgeOwnReadings } from "./judge-own.ts";
import { listBreakers } from "./list.ts";
import { beginPolls, pollDue, type Polling } from "./poll.ts";
import { readStandings } from "./read-standing.ts";

/** A downstream that is read at a server of the test's own; `poll` lets time go by and asks what is due. */
async function watch(fields: Partial<DownstreamSpec> = {}, allow: readonly string[] = ["127.0.0.1"]) {
  let now = new Date("2026-11-23T12:00:00Z");
  const server = await startAnswering(actuatorBody("CLOSED"));
  onTestFinished(() => server.close());
  const downstreams = [bank(server.url, fields)];
  const ctx = testContext(await testDatabase(), { config: { downstreams }, clock: () => now });
  const outbound = new Outbound(serviceRule(allow));
  onTestFinished(() => outbound.close());
  await addPolls(ctx, downstreams);
  const poll = async (seconds = 1, on = ctx) => {
    now = new Date(now.getTime() + seconds * 1_000);
    return pollDue(on, outbound, new AbortController().signal);
  };
  const said = async () => {
    const [one] = (await listBreakers(ctx, { range: "1h" })).breakers;
    return [one?.state, ...(one?.instances.flatMap(({ why }) => why ?? []) ?? [])].join(": ");
  };
  const stableAt = async () => (await readStandings(ctx, downstreams))[0]?.unstableUntil;
  return { ctx, server, poll, said, stableAt };
}

test("workers ask once between them, by GET alone, and again when it is time", async () => {
  const { server, poll, said } = await watch({ everySeconds: 10 });
  await Promise.all([poll(0), poll(0), poll(0)]);
  expect(server.asked).toEqual(["GET /actuator/circuitbreakers"]);
  await poll(9);
  expect(server.asked).toHaveLength(1);
  await Promise.all([poll(1), poll(0)]);
  expect(server.asked).toHaveLength(2);
  expect(await said()).toBe("closed");
});

test("what a dead worker took is asked again", async () => {
  const { ctx, server, poll } = await watch();
  await ctx.sql`update breaker_polls set held_until = ${new Date("2026-11-23T12:00:30Z")}`;
  await poll(1);
  expect(server.asked).toEqual([]);
  await poll(30);
  expect(server.asked).toHaveLength(1);
});

test("hostile answers are unknown, with the reason, and the next good one counts", async () => {
  const { server, poll, said } = await watch();
  await poll();
  const hostile: readonly [Partial<typeof server>, string][] = [
    [{ body: "x".repeat(10 * 1_048_576) }, "unknown: Its answer is too large."],
    [{ body: "<!doctype html><p>Sign in" }, "unknown: It answered with a page of HTML."],
    [{ body: actuatorBody("OPEN"), status: 302 }, "unknown: It answered with status 302."],
    [{ body: '{"circuitBreakers":{"gateway":{"state":"NaN"}}}' }, "unknown: It tells a state that resilience4j does not have."],
    [{ body: '{"circuitBreakers":{}}' }, "unknown: It is not told any more."],
    [{ hangs: true }, "unknown: It did not answer within 5 seconds."],
  ];
  for (const [fields, words] of hostile) {
    Object.assign(server, { status: 200, hangs: false }, fields);
    await poll();
    expect(await said()).toBe(words);
    Object.assign(server, { status: 200, hangs: false, body: actuatorBody("CLOSED") });
    await poll();
    expect(await said()).toBe("closed");
  }
  expect(server.asked.every((asked) => asked === "GET /actuator/circuitbreakers")).toBe(true);
});

test("a closed address is not asked, and the reason says how to open it", async () => {
  const { server, poll, said } = await watch({}, []);
  await poll();
  expect(await said()).toBe("unknown: 127.0.0.1 is not asked: it is this machine itself. outbound.allow in redrive.yaml can open it.");
  expect(server.asked).toEqual([]);
});

test("while a source of it was never read, neither the board nor the history says closed", async () => {
  const { ctx, server, poll } = await watch();
  const [own] = ctx.config.downstreams;
  const downstreams = own ? [{ ...own, readings: [...own.readings, pushed] }] : [];
  const both = { ...ctx, config: { ...ctx.config, downstreams } };
  const told = async () => {
    const { breakers, spans } = await listBreakers(both, { range: "1h" });
    const rows = await ctx.sql<{ to: string }[]>`select to_state as to from breaker_transitions order by id`;
    return [breakers[0]?.state, spans.map(({ state }) => state), rows.map(({ to }) => to)];
  };
  await ctx.sql`insert into breaker_polls (downstream, key, next_at) values ('bank', 'push', now() + interval '1 year')`;
  await poll(0, both);
  expect(await told()).toEqual(["unknown", ["unknown"], ["unknown"]]);
  // One that is open is enough.
  server.body = actuatorBody("OPEN");
  await poll(5, both);
  expect(await told()).toEqual(["open", ["unknown", "open"], ["unknown", "open"]]);
});

test("a breaker that flaps keeps every change, and is not stable until it stays closed", async () => {
  const { ctx, server, poll } = await watch({ stableSeconds: 60 });
  for (const state of ["OPEN", "CLOSED", "OPEN", "CLOSED"]) {
    server.body = actuatorBody(state);
    await poll(5);
  }
  const { breakers, spans } = await listBreakers(ctx, { range: "1h" });
  expect(breakers).toMatchObject([{ state: "closed", since: new Date("2026-11-23T12:00:20Z") }]);
  expect(spans.map(({ state }) => state)).toEqual(["open", "closed", "open", "closed"]);
  expect(await ctx.sql`select trouble_at as at from downstreams where voice = 'reported'`).toEqual([
    { at: new Date("2026-11-23T12:00:20Z") },
  ]);
});

test("what was unknown after it was open is stable only when it was closed for long enough", async () => {
  const { server, poll, said, stableAt } = await watch({ stableSeconds: 60 });
  Object.assign(server, { body: actuatorBody("OPEN") });
  await poll();
  Object.assign(server, { status: 503 });
  for (let n = 0; n < 12; n++) await poll(10);
  expect([await said(), await stableAt()]).toEqual(["unknown: It answered with status 503.", null]);
  Object.assign(server, { status: 200, body: actuatorBody("CLOSED") });
  await poll(10);
  expect(await stableAt()).toEqual(new Date("2026-11-23T12:03:11Z"));
  await poll(20);
  Object.assign(server, { status: 503 });
  await poll(10);
  Object.assign(server, { status: 200 });
  await poll(10);
  expect(await stableAt()).toEqual(new Date("2026-11-23T12:03:51Z"));
  for (let n = 0; n < 6; n++) await poll(10);
  expect(await stableAt()).toBeNull();
  // It was closed for long enough: that nobody knows for a moment is no trouble.
  Object.assign(server, { status: 503 });
  await poll(10);
  Object.assign(server, { status: 200 });
  await poll(10);
  expect([await said(), await stableAt()]).toEqual(["closed", null]);
});

test("after a time without workers, one closed reading of what was open is not stable", async () => {
  const { server, poll, stableAt } = await watch({ stableSeconds: 60 });
  Object.assign(server, { body: actuatorBody("OPEN") });
  await poll();
  Object.assign(server, { body: actuatorBody("CLOSED") });
  await poll(600);
  expect(await stableAt()).toEqual(new Date("2026-11-23T12:11:01Z"));
});

test("a worker that stood still between answer and write does not overwrite what another has read since", async () => {
  const { ctx, server, poll, said } = await watch();
  const outbound = new Outbound(serviceRule(["127.0.0.1"]));
  onTestFinished(() => outbound.close());
  server.hangs = true;
  const late = poll();
  await vi.waitFor(() => expect(server.asked).toHaveLength(1));
  // Its claim has run out, and another worker claims, asks and is told something else.
  await ctx.sql`update breaker_polls set held_until = ${new Date("2026-11-23T12:00:01Z")}`;
  Object.assign(server, { hangs: false, body: actuatorBody("OPEN") });
  await poll(40);
  await late;
  expect(await said()).toBe("open");
});

test("a worker whose clock is ahead reads as of the database's time", async () => {
  const server = await startAnswering(actuatorBody("CLOSED"));
  onTestFinished(() => server.close());
  const downstreams = [bank(server.url)];
  const ctx = testContext(await testDatabase(), { config: { downstreams } });
  const outbound = new Outbound(serviceRule(["127.0.0.1"]));
  onTestFinished(() => outbound.close());
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 600_000 });
  onTestFinished(() => void vi.useRealTimers());
  await addPolls(ctx, downstreams);
  expect(await pollDue(ctx, outbound, new AbortController().signal)).toBe(true);
  await judgeOwnReadings(ctx);
  const ahead = await ctx.sql`
    select 1 from breaker_polls where read_at > now() or next_at > now() + interval '10 seconds' or (readings->0->>'at')::float8 > extract(epoch from now()) * 1000
    union all select 1 from downstreams where judged_at > now() or since > now()`;
  expect(ahead).toEqual([]);
  expect(await readStandings(ctx, downstreams)).toMatchObject([{ state: "closed" }]);
});

test("one that hangs keeps no other waiting", async () => {
  const [slow, quick] = await Promise.all([startAnswering(actuatorBody("CLOSED")), startAnswering(actuatorBody("CLOSED"))]);
  onTestFinished(() => (slow.close(), quick.close()));
  slow.hangs = true;
  const [hangs] = bank(slow.url).readings;
  const downstreams = [{ ...bank(slow.url), name: "slow", readings: hangs ? [{ ...hangs, key: "slow" }] : [] }, bank(quick.url)];
  const ctx = testContext(await testDatabase(), { config: { downstreams } });
  const outbound = new Outbound(serviceRule(["127.0.0.1"]));
  await addPolls(ctx, downstreams);
  const stop = new AbortController();
  const polling: Polling = new Set();
  await vi.waitFor(
    async () => {
      await beginPolls(ctx, outbound, stop.signal, polling);
      expect(quick.asked.length).toBeGreaterThan(1);
    },
    { timeout: 4_000, interval: 100 },
  );
  expect(slow.asked).toHaveLength(1);
  stop.abort();
  await Promise.all(polling);
  outbound.close();
  expect((await readStandings(ctx, downstreams)).map(({ name, state }) => `${name} ${state}`)).toEqual(["slow unknown", "bank closed"]);
});
