import { expect, onTestFinished, test } from "vitest";
import type { Ctx } from "../../context.ts";
import type { Grant } from "../../access/grant.ts";
import { first, openOutbox, place } from "../../testing/outbox.ts";
import { pgTransactionalOutbox } from "../presets/conformance/pg-transactional-outbox.ts";
import { cap } from "../presets/conformance/cap.ts";
import { eventuate } from "../presets/conformance/eventuate.ts";
import { findOutboxRows } from "./find-rows.ts";
import { getOutboxRow } from "./get-row.ts";
import { listOutboxRows } from "./list-rows.ts";
import { publishNow } from "./publish.ts";

const uuid = (n: number) => `00000000-0000-0000-0000-${String(n).padStart(12, "0")}`;

test("numbers of an outbox: what waits, since when, what failed, whether its relay publishes", async () => {
  const { owner, list } = await openOutbox(pgTransactionalOutbox.ddl);
  const line = first(first((await list()).applications).outboxes);
  expect(line).toMatchObject({
    unpublished: { n: 2, atLeast: false },
    failed: { n: 1, atLeast: false },
    relay: "recent",
    isSampled: false,
    publishes: true,
  });
  await owner`update outbox set created_at = now() - interval '20 minutes', processed_at = processed_at - interval '10 minutes'`;
  const { answer, applications } = await list();
  const stuck = first(first(applications).outboxes);
  expect(stuck.relay).toBe("silent");
  expect(Math.round((stuck.lagMs ?? 0) / 60_000)).toBe(20);
  expect(answer.title).toBe(
    "2 events of outbox of shop have waited for up to 20 min. Its relay publishes nothing. 1 row of outbox of shop failed and will not leave by itself.",
  );
});

const grown = (index: string, waiting: number) => `
  create table outbox (id bigint generated always as identity primary key, payload text, created_at timestamptz not null default now(), published_at timestamptz);
  ${index};
  insert into outbox (payload, published_at) select repeat('x', 200), now() from generate_series(1, 200000);
  insert into outbox (payload) select 'x' from generate_series(1, ${waiting});
  analyze outbox`;

test.each([
  [
    "a partial index finds few",
    "create index on outbox (id) where published_at is null",
    7,
    { unpublished: { n: 7, atLeast: false }, isSampled: false },
  ],
  [
    "no more than 10,000 are counted",
    "create index on outbox (published_at)",
    12_000,
    { unpublished: { n: 10_000, atLeast: true }, isSampled: false },
  ],
  ["without an index only the newest are looked at", "select 1", 12_000, { unpublished: { n: 10_000, atLeast: true }, isSampled: true }],
])("of a large table: %s", async (_name, index, waiting, expected) => {
  const { list } = await openOutbox(grown(index, waiting), "outbox");
  expect(first(first((await list()).applications).outboxes)).toMatchObject(expected);
});

/** Rows that wait, each a second longer than the one before it, between rows that were published. */
const stuck = (index: string, { first = 0, waiting = 12_000, last = 0 }) => `
  create table outbox (id bigint generated always as identity primary key, payload text, created_at timestamptz not null default now(), published_at timestamptz);
  ${index};
  insert into outbox (payload, published_at) select repeat('x', 200), now() from generate_series(1, ${first});
  insert into outbox (payload, created_at) select 'x', now() - n * interval '1 s' from generate_series(1, ${waiting}) n;
  insert into outbox (payload, published_at) select repeat('x', 200), now() from generate_series(1, ${last});
  analyze outbox`;

test("a relay that died long ago is not told to drain where only newer rows are looked at", async () => {
  const { list } = await openOutbox(stuck("select 1", { waiting: 5, last: 200_000 }), "outbox");
  const { answer, applications } = await list();
  expect(first(first(applications).outboxes)).toMatchObject({ unpublished: { n: 0, atLeast: true }, lagMs: null, relay: "unknown" });
  expect(answer.title).toBe("The number of unpublished rows is unknown.");
});

test("of more rows than are counted the oldest is found by an index of times, or told as a bound", async () => {
  const indexed = "create index on outbox (created_at) where published_at is null; create index on outbox (id) where published_at is null";
  const line = first(first((await (await openOutbox(stuck(indexed, { first: 200_000 }), "outbox")).list()).applications).outboxes);
  expect(line).toMatchObject({ unpublished: { n: 10_000, atLeast: true }, oldestIsBound: false });
  expect(Math.floor((line.lagMs ?? 0) / 60_000)).toBe(200);
  const bound = await openOutbox(stuck("create index on outbox (published_at)", { first: 200_000 }), "outbox");
  const { answer, applications } = await bound.list();
  expect(first(first(applications).outboxes)).toMatchObject({ unpublished: { n: 10_000, atLeast: true }, oldestIsBound: true });
  expect(answer.title).toMatch(/^10,000\+ events of outbox of shop have waited for at least /);
  expect(await listOutboxRows(bound.ctx, { ...place, state: "unpublished" })).toMatchObject({ isPart: true, isCut: false });
  await bound.owner`update outbox set published_at = now() where published_at is null and id % 2 = 0`;
  expect(await listOutboxRows(bound.ctx, { ...place, state: "unpublished" })).toMatchObject({ isPart: false, isCut: false });
});

test("rows come a page at a time, the oldest first, and a payload is shown as a message's", async () => {
  const { owner, ctx } = await openOutbox(pgTransactionalOutbox.ddl);
  await owner`insert into outbox (id, aggregate_type, aggregate_id, message_type, payload, created_at)
    select ('00000000-0000-0000-0000-' || lpad(n::text, 12, '0'))::uuid, 'order', 'ord', 'OrderPlaced', '{"total":12345678901234567890}', now() + n * interval '1 ms'
    from generate_series(100, 219) n`;
  const seen: string[] = [];
  let after: string | null = null;
  do {
    const page = await listOutboxRows(ctx, { ...place, state: "unpublished", cursor: after });
    expect(page.away).toBeNull();
    seen.push(...page.rows.map(({ id }) => id));
    after = page.next;
  } while (after !== null);
  expect(seen).toHaveLength(122);
  expect(seen.slice(2)).toEqual(Array.from({ length: 120 }, (_, at) => uuid(100 + at)));
  const hostile = await listOutboxRows(ctx, { ...place, state: "unpublished", cursor: '["1","no uuid"]' });
  expect(hostile.rows).toHaveLength(50);
  const detail = await getOutboxRow(ctx, { ...place, id: uuid(100) });
  expect(detail).toMatchObject({
    row: { state: "unpublished", key: "ord" },
    payload: { json: true, text: '{"total": 12345678901234567890}' },
  });
  await expect(getOutboxRow(ctx, { ...place, id: "no uuid" })).rejects.toMatchObject({ code: "not_found" });
});

test("publish now takes failed rows alone, first one of all, and audits intent and outcome", async () => {
  const { owner, ctx } = await openOutbox(pgTransactionalOutbox.ddl);
  const some = await publishNow(ctx, { ...place, rows: [uuid(3), uuid(4)], reason: "the broker is back" });
  expect(some).toMatchObject({ published: 1, left: 1, unknown: 0, untouched: 0 });
  const [published] = await owner`select processed_at from outbox where id = ${uuid(4)}`;
  expect(published?.["processed_at"]).not.toBeNull();
  await owner`update outbox set abandoned_at = now(), started_attempts = 5 where processed_at is null`;
  await expect(publishNow(ctx, { ...place, rows: { all: true, count: 1 }, reason: "all" })).rejects.toMatchObject({ code: "conflict" });
  const relay = setInterval(
    () => void owner`update outbox set processed_at = now() where processed_at is null and abandoned_at is null`.catch(() => {}),
    50,
  );
  onTestFinished(() => clearInterval(relay));
  const all = await publishNow(ctx, { ...place, rows: { all: true, count: 3 }, reason: "all" });
  expect(all).toMatchObject({ published: 3, untouched: 0, words: "3 rows handed to the relay." });
  const audit = await ctx.sql<{ result: string; data: { act: string }; operation: number }[]>`
    select result, data, operation_id as operation from audit where permission = 'replay.start' order by id`;
  expect(audit.map(({ result, data }) => [result, data.act])).toEqual([
    ["allowed", "publish"],
    ["allowed", "published"],
    ["allowed", "publish"],
    ["allowed", "published"],
  ]);
  expect(audit[2]?.operation).toBe(audit[3]?.operation);
});

test("publish now is refused with the grant that lacks, and without an intent, where the role may only read", async () => {
  const { ctx, list } = await openOutbox(pgTransactionalOutbox.ddl, "pg-transactional-outbox", [
    "usage on schema public",
    "select on all tables in schema public",
  ]);
  const words = "The role that Redrive uses there may not update public.outbox. Run: grant update on public.outbox to <role>";
  expect(first(first((await list()).applications).outboxes)).toMatchObject({ publishes: true, refusal: null, mayNotPublish: words });
  await expect(publishNow(ctx, { ...place, rows: [uuid(3)], reason: "back" })).rejects.toMatchObject({ code: "invalid", message: words });
  expect(await ctx.sql`select from audit where permission = 'replay.start' and result = 'allowed'`).toHaveLength(0);
});

const outboxer = (id: string) => `
  create table outbox (id ${id} primary key, status text, messageable_id text, messageable_type text, updated_at timestamptz);
  insert into outbox values ('9223372036854775807', 'failed', '1', 'Order', now())`;

test("an id of 19 digits is read and published; a row whose id cannot be looked for is said so, and not said to be gone", async () => {
  const id = "9223372036854775807";
  const { ctx } = await openOutbox(outboxer("bigint"), "outboxer");
  expect(await getOutboxRow(ctx, { ...place, id })).toMatchObject({ row: { id, state: "failed" } });
  await expect(getOutboxRow(ctx, { ...place, id: "9223372036854775808" })).rejects.toMatchObject({ code: "not_found" });
  expect(await publishNow(ctx, { ...place, rows: [id], reason: "back" })).toMatchObject({ published: 1, left: 0 });
  const bytes = await openOutbox(outboxer("bytea"), "outboxer");
  await expect(getOutboxRow(bytes.ctx, { ...place, id })).rejects.toMatchObject({ code: "unavailable" });
  expect(await publishNow(bytes.ctx, { ...place, rows: [id], reason: "back" })).toMatchObject({
    published: 0,
    left: 0,
    untouched: 1,
    words: expect.stringContaining("cannot be looked for"),
  });
});

test("a row that fails again keeps the others from following", async () => {
  const { owner, ctx } = await openOutbox(pgTransactionalOutbox.ddl);
  await owner`update outbox set abandoned_at = now() where processed_at is null`;
  const relay = setInterval(() => void owner`update outbox set abandoned_at = now() where processed_at is null`.catch(() => {}), 50);
  onTestFinished(() => clearInterval(relay));
  const all = await publishNow(ctx, { ...place, rows: { all: true, count: 3 }, reason: "all" });
  expect(all).toMatchObject({ published: 1, untouched: 2 });
});

test("of rows of which the first was taken by somebody else, the next one is watched", async () => {
  const { owner, ctx } = await openOutbox(pgTransactionalOutbox.ddl);
  await owner`update outbox set abandoned_at = now() where processed_at is null`;
  const ids = (await owner`select id::text from outbox where processed_at is null order by 1`).map((row) => String(row["id"]));
  expect(ids).toHaveLength(3);
  await owner.unsafe(`
    create function taken() returns trigger language plpgsql as $$ begin return case when old.id = '${ids[0]}' then null else new end; end $$;
    create trigger taken before update on outbox for each row execute function taken()`);
  const relay = setInterval(() => void owner`update outbox set abandoned_at = now() where processed_at is null`.catch(() => {}), 50);
  onTestFinished(() => clearInterval(relay));
  const all = await publishNow(ctx, { ...place, rows: { all: true, count: 3 }, reason: "all" });
  expect(all).toMatchObject({ left: 1, published: 1, untouched: 1 });
});

test("rows of CAP, which have no time, are listed, and the first one is watched for longer than its loop rests", async () => {
  const { owner, ctx } = await openOutbox(cap.ddl, "cap");
  const listed = await listOutboxRows(ctx, { ...place, schema: "cap", table: "published", state: "unpublished" });
  expect(listed).toMatchObject({ away: null, rows: [{ id: "1" }, { id: "2" }, { id: "3" }] });
  const failed = await owner`update cap.published set "StatusName" = 'Failed', "Retries" = 50 returning 1`;
  const slow = setTimeout(
    () => void owner`update cap.published set "StatusName" = 'Succeeded' where "Retries" = 0`.catch(() => {}),
    12_000,
  );
  onTestFinished(() => clearTimeout(slow));
  const all = await publishNow(ctx, {
    ...place,
    schema: "cap",
    table: "published",
    rows: { all: true, count: failed.length },
    reason: "all",
  });
  expect(all).toMatchObject({ published: failed.length, untouched: 0 });
});

test("a database that hangs, or whose sessions are killed, is unknown, and the page answers at once", async () => {
  const { owner, ctx, list } = await openOutbox(pgTransactionalOutbox.ddl);
  await list();
  await owner.begin(async (tx) => {
    await tx`lock table outbox in access exclusive mode`;
    const begun = Date.now();
    const { applications } = await list();
    expect(Date.now() - begun).toBeLessThan(3_000);
    expect(first(first(applications).outboxes)).toMatchObject({
      unpublished: null,
      failed: null,
      lagMs: null,
      reason: "It did not answer in time.",
    });
    await expect(publishNow(ctx, { ...place, rows: [uuid(3)], reason: "hangs" })).resolves.toMatchObject({ published: 0, untouched: 1 });
  });
  const [{ name }] = await owner<[{ name: string }]>`select current_database() as name`;
  await owner`select pg_terminate_backend(pid) from pg_stat_activity where datname = ${name} and pid <> pg_backend_pid()`;
  await expect
    .poll(async () => first(first((await list()).applications).outboxes).unpublished, { timeout: 15_000 })
    .toEqual({ n: 2, atLeast: false });
});

test("an application is seen with the permission in every queue that it consumes", async () => {
  const { ctx, list } = await openOutbox(pgTransactionalOutbox.ddl);
  await ctx.sql`insert into queues (source, name, watched, state) values ('eu', 'orders.dlq', true, 'running'), ('eu', 'orders.view', true, 'running'), ('us', 'other', true, 'running')`;
  const as = (queues: readonly string[], permissions: Grant["permissions"] = ["queue.view", "message.view"]): Ctx => ({
    ...ctx,
    principal: { ...ctx.principal, may: [{ role: "viewer", permissions, sources: ["eu"], queues }] },
  });
  expect((await list(as(["orders.*"]))).applications).toHaveLength(1);
  expect((await list(as(["orders.dlq"]))).applications).toHaveLength(0);
  await expect(listOutboxRows(as(["orders.dlq"]), { ...place, state: "failed" })).rejects.toMatchObject({ code: "not_found" });
  await expect(publishNow(as(["orders.*"]), { ...place, rows: [uuid(3)], reason: "no" })).rejects.toMatchObject({ code: "forbidden" });
  expect(await publishNow(as(["orders.*"], ["replay.start", "queue.view"]), { ...place, rows: [uuid(3)], reason: "yes" })).toMatchObject({
    published: 1,
  });
});

test("a relay that marks no row is not told to have published none: not in a list, a row, nor by an event's id", async () => {
  const { owner, ctx, list } = await openOutbox(eventuate.ddl, "eventuate");
  const message = { ...place, schema: "eventuate", table: "message0" };
  const states = async () => [
    (await listOutboxRows(ctx, { ...message, state: "unpublished" })).rows.map(({ state }) => state),
    (await getOutboxRow(ctx, { ...message, id: "a" })).row.state,
    (await findOutboxRows(ctx, { by: "eventId", value: "a" })).flatMap(({ rows }) => rows.map(({ state }) => state)),
  ];
  expect(await states()).toEqual([["unpublished"], "unpublished", ["unpublished"]]);
  await owner`update eventuate.message0 set published = 0`;
  expect(await states()).toEqual([[], "other", ["other"]]);
  expect(first(first((await list()).applications).outboxes)).toMatchObject({
    unpublished: null,
    reason: expect.stringMatching(/^No row was ever marked/),
  });
});

test("rows of a key do not wait for all that is known where their relay marks none", async () => {
  const ddl =
    "create table outbox (id uuid primary key, aggregatetype text, aggregateid text, type text, payload text); create index on outbox (aggregateid)";
  const { ctx } = await openOutbox(ddl, "debezium");
  expect(await findOutboxRows(ctx, { by: "key", value: "ord-1" })).toMatchObject([
    { rows: [], reason: "The rows of public.outbox do not tell what was published." },
  ]);
});
