import { expect, onTestFinished, test } from "vitest";
import { testContext } from "../../testing/context.ts";
import { createEmptyDatabase, testDatabase } from "../../testing/database.ts";
import { findOutboxRows } from "./find-rows.ts";
import { getOutboxRow } from "./get-row.ts";
import { listOutboxRows } from "./list-rows.ts";

const place = { application: "shop", schema: "public", table: "outbox" };

async function open(ddl: string) {
  const { sql: owner, url } = await createEmptyDatabase();
  await owner.unsafe(ddl);
  const tables = [{ preset: "outbox", schema: null, only: null }];
  const spec = { name: "shop", engine: "postgres" as const, databaseUrl: url, unknown: null, consumes: [], tables };
  const ctx = testContext(await testDatabase(), { config: { applications: [spec] } });
  onTestFinished(() => ctx.applications.close());
  return { owner, ctx };
}

test("what no column holds is read in the payload, and looked up there where the plan has an index of it", async () => {
  const ddl = `
    create table outbox (id bigint generated always as identity primary key, payload jsonb, created_at timestamptz not null default now(), published_at timestamptz);
    create index on outbox (id) where published_at is null;
    insert into outbox (payload, published_at) select jsonb_build_object('eventId', 'e-' || n, 'eventType', 'OrderPlaced', 'aggregateId', n), case when n > 1 then now() end from generate_series(1, 300000) n;
    insert into outbox (payload, published_at) values ('{"event_id": "e-old"}', now());
    insert into outbox (payload) values ('[7]'), (null), ('{"eventId": {"a": 1}, "eventType": "${"x".repeat(20_000)}", "aggregateId": 9007199254740993}');
    analyze outbox`;
  const { owner, ctx } = await open(ddl);
  const { rows } = await listOutboxRows(ctx, { ...place, state: "unpublished" });
  expect(rows[0]).toMatchObject({ id: "1", eventId: "e-1", eventType: "OrderPlaced", key: "1" });
  const rowAt = async (id: string) => (await getOutboxRow(ctx, { ...place, id })).row;
  expect(await rowAt("300002")).toMatchObject({ eventId: null, eventType: null, key: null });
  expect(await rowAt("300003")).toMatchObject({ eventId: null, eventType: null, key: null });
  const find = async (by: "eventId" | "key", value: string) =>
    (await findOutboxRows(ctx, { by, value })).map((one) => one.reason ?? one.rows.map(({ id }) => id));
  expect(await find("eventId", "e-7")).toEqual(["public.outbox has no index of eventId, event_id in payload."]);
  await owner.unsafe(`create index on outbox ((payload ->> 'eventId')); create index on outbox ((payload ->> 'event_id')); analyze outbox`);
  expect(await find("eventId", "e-7")).toEqual([["7"]]);
  expect(await find("eventId", "e-old")).toEqual([["300001"]]);
  expect(await find("eventId", "e-none")).toEqual([]);
});

test("a payload that is text is read all the same, broken or not", async () => {
  const { ctx } = await open(
    `create table outbox (id bigint primary key, body text, published_at timestamptz); insert into outbox values (1, '{"eventId":"e-1","aggregateId":"k", "cu'), (2, 'no json')`,
  );
  const { rows } = await listOutboxRows(ctx, { ...place, state: "unpublished" });
  expect(rows.map(({ eventId, key }) => [eventId, key])).toEqual([
    ["e-1", "k"],
    [null, null],
  ]);
  expect(await findOutboxRows(ctx, { by: "eventId", value: "e-1" })).toMatchObject([
    { reason: "public.outbox holds it inside body, where Redrive cannot look it up." },
  ]);
});
