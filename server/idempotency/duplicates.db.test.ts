import { expect, test } from "vitest";
import { nobody } from "../access/principal.ts";
import { openProcessed, withApplications } from "../testing/application.ts";
import { readDuplicates } from "./duplicates.ts";
import { findEvent } from "./find.ts";

test("an event that stands twice in a table without a unique key is told; without an index of the time it is not known", async () => {
  const shop = await openProcessed(1);
  await shop.owner.unsafe("alter table processed_events drop constraint processed_events_pkey");
  await shop.process("e-1", "e-1", "e-2");
  await shop.owner`insert into processed_events (consumer, event_id) values ('billing', 'e-2')`;
  const unread = (await readDuplicates(shop.ctx)).applications[0]?.tables[0];
  expect(unread).toMatchObject({
    table: "public.processed_events",
    reason: expect.stringContaining("no index that begins with at"),
    events: [],
  });
  await shop.owner`create index on processed_events (at)`;
  const ctx = withApplications(shop.ctx, [shop.spec]);
  expect((await readDuplicates(ctx)).applications).toEqual([
    {
      application: "orders",
      reason: null,
      tables: [
        {
          table: "public.processed_events",
          reason: null,
          events: [{ eventId: "e-1", consumer: "orders", times: 2, at: expect.any(Date), lastAt: expect.any(Date) }],
        },
      ],
    },
  ]);
  expect((await readDuplicates({ ...ctx, principal: nobody })).applications).toEqual([]);
  // Rows whose time no date can hold hide no others.
  await shop.owner.unsafe("insert into processed_events values ('orders', 'e-9', 'infinity'), ('orders', 'e-9', 'infinity')");
  expect((await readDuplicates(ctx)).applications[0]?.tables).toMatchObject([{ reason: null, events: [{ eventId: "e-1" }] }]);
});

test("one id with different bodies in one queue is told; the same body again, and a comeback, is not", async () => {
  const shop = await openProcessed(4);
  const { ctx, ids } = shop;
  expect((await readDuplicates(ctx)).reused).toEqual([]);
  await ctx.sql`update messages set event_id = 'e-0' where id <> ${ids[3] ?? 0}`;
  await ctx.sql`update messages set lineage_id = ${ids[0] ?? 0} where id = ${ids[1] ?? 0}`;
  expect((await readDuplicates(ctx)).reused).toEqual([
    { eventId: "e-0", source: "shop", queue: "orders.dlq", bodies: 3, messageId: ids[2] },
  ]);
  await ctx.sql`update bodies set body = 'same'`;
  expect((await readDuplicates(ctx)).reused).toEqual([]);
  expect((await readDuplicates({ ...ctx, principal: nobody })).reused).toEqual([]);
});

test("an id is looked up in each application, and among the messages here", async () => {
  const shop = await openProcessed(2);
  await shop.process("e-1");
  expect(await findEvent(shop.ctx, { eventId: "e-1" })).toMatchObject({
    applications: [{ application: "orders", reason: null, rows: [{ table: "public.processed_events", consumer: "orders", times: 1 }] }],
    messages: [{ id: shop.ids[1], queue: "orders.dlq" }],
  });
  expect(await findEvent({ ...shop.ctx, principal: nobody }, { eventId: "e-1" })).toMatchObject({ applications: [], messages: [] });
});
