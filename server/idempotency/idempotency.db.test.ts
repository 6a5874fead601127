import { expect, test } from "vitest";
import { openProcessed, withApplications } from "../testing/application.ts";
import { nobody } from "../access/principal.ts";
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
