import { expect, test } from "vitest";
import { openProcessed, withApplications } from "../testing/application.ts";
import { watchQueue } from "../testing/messages.ts";
import { nobody } from "../access/principal.ts";
import { findOutboxRows } from "../applications/outbox/find-rows.ts";
import { readIdempotency } from "./read.ts";

test("the tab says who processed it, when and how often, which table was asked and since when it knows", async () => {
  const shop = await openProcessed(2);
  await shop.process("e-0");
  const [done = 0, open = 0] = shop.ids;
  expect(await readIdempotency(shop.ctx, { id: done })).toMatchObject({
    eventId: "e-0",
    consumers: [
      {
        application: "orders",
        consumer: "orders",
        state: "processed",
        at: expect.any(Date),
        times: 1,
        reason: null,
        tables: [{ table: "public.processed_events", reason: null, since: "all", rows: [{ consumer: "orders", times: 1, isOwn: true }] }],
      },
    ],
  });
  expect(await readIdempotency(shop.ctx, { id: open })).toMatchObject({ consumers: [{ state: "not_processed", at: null, times: 0 }] });
});

test("other consumers are told where an index begins with the event's id", async () => {
  const shop = await openProcessed(1);
  const [id = 0] = shop.ids;
  await shop.owner`insert into processed_events (consumer, event_id) values ('billing', 'e-0')`;
  const others = async (ctx = shop.ctx) =>
    (await readIdempotency(ctx, { id })).consumers[0]?.tables[0]?.rows.map(({ consumer, isOwn }) => [consumer, isOwn]);
  expect(await others()).toEqual([]);
  await shop.owner`create index on processed_events (event_id)`;
  expect(await others(withApplications(shop.ctx, [shop.spec]))).toEqual([["billing", false]]);
});

test("unknown has its reason: no id, no database, no application; and who may not see the message finds none", async () => {
  const shop = await openProcessed(1);
  const [id = 0] = shop.ids;
  const gone = withApplications(shop.ctx, [{ ...shop.spec, databaseUrl: `${shop.spec.databaseUrl}_gone` }]);
  expect(await readIdempotency(gone, { id })).toMatchObject({
    consumers: [{ state: "unknown", reason: "There is no database of that name." }],
  });
  expect((await readIdempotency(withApplications(shop.ctx, []), { id })).consumers).toEqual([]);
  await expect(readIdempotency({ ...shop.ctx, principal: nobody }, { id })).rejects.toThrow(`message ${id}`);
  await shop.ctx.sql`update messages set event_id = null`;
  expect(await readIdempotency(shop.ctx, { id })).toMatchObject({
    eventId: null,
    consumers: [{ state: "unknown", reason: "The message carries no event id." }],
  });
});

test("the row of an outbox that the event came from is told with its state; without an index it cannot be looked up, and none is guessed", async () => {
  const shop = await openProcessed(2);
  await shop.owner.unsafe(
    "create table events (id bigserial primary key, event_id text not null, k text default 'ord-1', made timestamptz not null default now(), sent timestamptz); insert into events (event_id) values ('e-0')",
  );
  const events = {
    kind: "outbox",
    schema: "public",
    table: "events",
    id: "id",
    eventId: "event_id",
    eventType: null,
    destination: null,
    key: "k",
    payload: null,
    headers: null,
    created: { column: "made", zone: "UTC" },
    publishedAt: { column: "sent", zone: "UTC" },
    attempts: null,
    error: null,
    pending: [{ column: "sent", is: "null" }],
    published: [{ column: "sent", is: "not_null" }],
    failed: null,
    publishNow: null,
    untold: [],
  } as const;
  const opened = () => withApplications(shop.ctx, [{ ...shop.spec, tables: [...shop.spec.tables, events] }]);
  const read = async (nth: number) => (await readIdempotency(opened(), { id: shop.ids[nth] ?? 0 })).outboxes;
  const ofKey = (ctx = opened()) => findOutboxRows(ctx, { by: "key", value: "ord-1" });
  const place = { application: "orders", outbox: { schema: "public", table: "events" } };
  expect(await read(0)).toEqual([{ ...place, rows: [], reason: "public.events has no index that begins with event_id." }]);
  expect(await ofKey()).toMatchObject([{ reason: "public.events has no index that begins with k." }]);
  await shop.owner.unsafe("create index on events (event_id); create index on events (k)");
  expect(await ofKey()).toMatchObject([{ ...place, rows: [{ id: "1" }] }]);
  expect(await ofKey({ ...opened(), principal: nobody })).toEqual([]);
  expect(await read(0)).toMatchObject([{ ...place, reason: null, rows: [{ id: "1", state: "unpublished", createdAt: expect.any(Date) }] }]);
  await shop.owner`update events set sent = now()`;
  expect(await read(0)).toMatchObject([{ rows: [{ state: "published" }] }]);
  expect([await read(1), await ofKey()]).toEqual([[], []]);
});

test("a time that no date can hold is unknown; who may not see all that an application consumes is told of this event, and of no table", async () => {
  const shop = await openProcessed(1, { consumes: [{ queue: "shop/*", consumer: "orders" }] });
  const [id = 0] = shop.ids;
  await shop.owner.unsafe(
    "insert into processed_events values ('orders', 'e-0', '-infinity'); create index on processed_events (event_id)",
  );
  await shop.owner`insert into processed_events (consumer, event_id) values ('fraud', 'e-0')`;
  const ctx = withApplications(shop.ctx, [shop.spec]);
  expect(await readIdempotency(ctx, { id })).toMatchObject({ consumers: [{ state: "processed", at: null, tables: [{ rows: [{}, {}] }] }] });
  await watchQueue(ctx, "fraud.dlq");
  const may = [{ role: "viewer", permissions: ["message.view"], sources: ["shop"], queues: ["orders.*"] }];
  const only = { ...ctx, principal: { ...ctx.principal, may } } as typeof ctx;
  expect(await readIdempotency(only, { id })).toMatchObject({
    consumers: [{ application: "orders", state: "processed", tables: [] }],
    outboxes: [],
  });
});

test("a database that does not answer is told as such, not as one without the row", async () => {
  const shop = await openProcessed(1);
  const tables = [{ preset: "outbox", schema: null, only: null }];
  const gone = withApplications(shop.ctx, [{ ...shop.spec, tables, databaseUrl: `${shop.spec.databaseUrl}_gone` }]);
  const told = [{ application: "orders", outbox: null, rows: [], reason: "There is no database of that name." }];
  expect((await readIdempotency(gone, { id: shop.ids[0] ?? 0 })).outboxes).toEqual(told);
  expect(await findOutboxRows(gone, { by: "key", value: "ord-1" })).toEqual(told);
});
