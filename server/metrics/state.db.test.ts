import { afterAll, beforeAll, expect, test } from "vitest";
import { connectDatabase } from "../db/client.ts";
import { textHeader } from "../sources/json-head.ts";
import { testContext } from "../testing/context.ts";
import { createTestDatabase } from "../testing/database.ts";
import { capture, messageInState, rawMessage, watchQueue } from "../testing/messages.ts";
import { populate } from "../testing/populate.ts";
import { families } from "./families.ts";
import { readDatabase, readState, stateGauges } from "./read-state.ts";
import { readSeries } from "../testing/series.ts";

const database = await createTestDatabase();
const clients = connectDatabase(database.url, { max: 4 });
const ctx = testContext(clients);
const read = async () => readSeries(await readState(async () => ctx));
const hostile = 'a",queue:"b\\\n# TYPE up counter\nup 1\n\u202e,source:x{}';
const died = new Date(Date.now() - 7_200_000);

beforeAll(async () => {
  await populate(clients);
  const reader = await watchQueue(ctx, hostile);
  await capture(ctx, reader, [
    rawMessage({ diedAt: died }),
    rawMessage({ diedAt: new Date(died.getTime() + 3_600_000), body: Buffer.from("{}") }),
    rawMessage({ headers: [textHeader("x-exception-message", hostile)], diedAt: new Date(died.getTime() + 60_000) }),
  ]);
  await messageInState(ctx, reader, "unknown");
  await messageInState(ctx, reader, "discarded");
  await ctx.sql`update queues set ready = 7, oldest_at = now() - interval '1 day', expires_at = now() + interval '1 hour', depth_at = now()
    where name = ${hostile}`;
});
afterAll(async () => {
  await clients.close();
  await database.drop();
});

test("each series is of a gauge that is listed, with just its labels", async () => {
  const series = await read();
  const known = new Map(stateGauges.map(({ name, labels }) => [name, labels.toSorted()]));
  for (const { name, labels } of series) expect([name, Object.keys(labels).toSorted()]).toEqual([name, known.get(name)]);
  expect(new Set(stateGauges.map(({ name }) => name)).size).toBe(stateGauges.length);
  expect(series.filter(({ name, value }) => name === "redrive_metrics_family_failed" && value > 0)).toEqual([]);
});

test("a queue is counted by its name as it is, whatever stands in it", async () => {
  const own = (await read()).filter(({ labels }) => labels["queue"] === hostile);
  const value = (name: string, verdict?: string) =>
    own.filter((one) => one.name === name && one.labels["verdict"] === verdict).map((one) => one.value);
  expect(["poison", "transient", "unknown"].flatMap((verdict) => value("dlq_open_messages", verdict)).reduce((a, b) => a + b, 0)).toBe(3);
  expect(value("dlq_unknown_messages")).toEqual([1]);
  expect(value("dlq_broker_messages")).toEqual([7]);
  expect(value("dlq_oldest_age_seconds")[0]).toBeCloseTo(86_400, -2);
  expect(value("dlq_expiry_seconds")[0]).toBeCloseTo(3_600, -2);
  expect(value("dlq_failed_imports")).toEqual([0]);
  expect((await read()).filter(({ name }) => name === "up")).toEqual([]);
});

test("the oldest is the oldest of all groups; what the broker holds does not count while nobody hears of it", async () => {
  await ctx.sql`update sources set state = 'failed'`;
  const own = (await read()).filter(({ labels }) => labels["queue"] === hostile);
  const value = (name: string) => own.find((one) => one.name === name)?.value;
  expect(value("dlq_oldest_age_seconds")).toBeCloseTo((Date.now() - died.getTime()) / 1_000, -2);
  expect([value("dlq_broker_messages"), value("dlq_expiry_seconds")]).toEqual([undefined, undefined]);
  expect((await read()).filter(({ name }) => name === "dlq_source_connected").map(({ value: is }) => is)).toEqual([0]);
  await ctx.sql`update sources set state = 'connected'`;
});

test("without a worker nobody knows of the brokers: no number stands for that", async () => {
  const beats = await ctx.sql<{ id: string }[]>`select id from workers`;
  await ctx.sql`update workers set beat_at = now() - interval '1 minute'`;
  const series = await read();
  expect(series.find(({ name }) => name === "redrive_workers")?.value).toBe(0);
  for (const name of ["dlq_source_connected", "dlq_broker_messages", "dlq_expiry_seconds"])
    expect(series.filter((one) => one.name === name)).toEqual([]);
  expect(series.some(({ name }) => name === "dlq_collector_last_success_timestamp")).toBe(true);
  await ctx.sql`update workers set beat_at = now()`;
  expect(beats).toHaveLength(1);
});

test("only so many queues and groups have series, and it is said how many have none", async () => {
  await ctx.sql`insert into queues (source, name, watched, mode, state) select 'wide', 'q' || n, true, 'take', 'running' from generate_series(1, 1005) n`;
  await ctx.sql`insert into groups (id, fingerprint, queue_id, verdict, category, evidence, title, first_seen_at, last_seen_at)
    select n, 'f' || n, (select id from queues where name = 'q7'), 'poison', 'unknown', '{}', 'title ' || n, now(), now() from generate_series(1, 30) n`;
  await ctx.sql`insert into day_counts (state, group_id, event_type, day, n) select 'dead', n, '', date_trunc('day', now(), 'UTC'), n + 100 from generate_series(1, 30) n`;
  const series = await read();
  const of = (name: string) => series.filter((one) => one.name === name);
  expect(of("dlq_open_messages")).toHaveLength(3_000);
  expect(of("dlq_open_messages").find(({ labels }) => labels["queue"] === "q7" && labels["verdict"] === "poison")?.value).toBe(
    30 * 100 + 465,
  );
  const all = await ctx.sql<[{ n: number }]>`select count(*)::int as n from queues where watched`;
  expect(of("redrive_metrics_queues_left_out")[0]?.value).toBe(all[0].n - 1_000);
  expect(of("dlq_group_open_messages")).toHaveLength(20);
  expect(of("dlq_open_groups")[0]?.value).toBeGreaterThan(30);
  await ctx.sql`delete from day_counts where group_id <= 30`;
  await ctx.sql`delete from groups where id <= 30`;
  await ctx.sql`delete from queues where source = 'wide'`;
});

test("a family that cannot be read is absent and named; the others are there", async () => {
  await ctx.sql`alter table failed_imports rename to away`;
  const series = await read();
  await ctx.sql`alter table away rename to failed_imports`;
  expect(series.filter(({ name }) => name === "dlq_open_messages")).toEqual([]);
  expect(series.filter(({ name, value }) => name === "redrive_metrics_family_failed" && value === 1).map(({ labels }) => labels)).toEqual([
    { family: "queues" },
  ]);
  expect(series.some(({ name }) => name === "dlq_replays")).toBe(true);
});

test("a database that is away is said, and nothing of what it holds", async () => {
  const away = async () => Promise.reject<typeof ctx>(new Error("no database"));
  const names = (text: string) => readSeries(text).map(({ name, value }) => `${name} ${value}`);
  expect(names(await readDatabase(away))).toEqual(["redrive_database_up 0"]);
  expect(names(await readState(away))).toEqual(["redrive_database_up 0", ...families.map(() => "redrive_metrics_family_failed 1")]);
});

test("a slow database is not asked once more by each scrape", async () => {
  let asked = 0;
  let begin = () => {};
  const waits = new Promise<void>((resolve) => {
    begin = resolve;
  });
  const slow = async () => {
    asked++;
    await waits;
    return ctx;
  };
  const both = [readState(slow), readState(slow)];
  expect(asked).toBe(families.length + 2);
  begin();
  for (const text of await Promise.all(both)) expect(text).toContain("dlq_open_messages");
});
