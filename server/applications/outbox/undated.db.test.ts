import type { SQL } from "drizzle-orm";
import { expect, test } from "vitest";
import { first, openOutbox, place } from "../../testing/outbox.ts";
import type { OutboxMapping } from "../mapping.ts";
import type { Row } from "../port.ts";
import { listOutboxRows } from "./list-rows.ts";

const sentOutbox: OutboxMapping = {
  kind: "outbox",
  schema: "public",
  table: "outbox",
  id: "id",
  eventId: null,
  eventType: null,
  destination: null,
  key: null,
  payload: null,
  headers: null,
  created: null,
  publishedAt: null,
  attempts: null,
  error: null,
  pending: [{ column: "sent", in: ["false"] }],
  published: [{ column: "sent", in: ["true"] }],
  failed: null,
  publishNow: null,
  untold: [],
};

test("rows without a time are paged by their ids as numbers: each once, the oldest first", async () => {
  const { owner, ctx } = await openOutbox(
    "create table outbox (id bigserial primary key, sent boolean not null default false)",
    sentOutbox,
  );
  await owner`insert into outbox select from generate_series(1, 120)`;
  const ids: string[] = [];
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const page = await listOutboxRows(ctx, { ...place, state: "unpublished", cursor });
    ids.push(...page.rows.map(({ id }) => id));
    cursor = page.next;
  }
  expect(ids).toEqual(Array.from({ length: 120 }, (_, n) => String(n + 1)));
});

test.each([
  ["the table", "select 1"],
  ["a view of it", "alter table outbox rename to kept; create view outbox as select * from kept"],
])("of many rows that wait only those of the page are read: %s", async (_name, as) => {
  // A document that takes long to print, as a large one does.
  const slow = `
    create type slow_doc as (body text);
    create function print(slow_doc) returns text stable cost 1 language plpgsql as $$ begin perform pg_sleep(0.01); return $1.body; end $$;
    create cast (slow_doc as text) with function print(slow_doc);
    create table outbox (id bigserial primary key, payload slow_doc, sent boolean not null default false);
    insert into outbox (payload) select row('{"eventId":"e' || n || '"}')::slow_doc from generate_series(1, 1000) n;
    analyze outbox`;
  const { ctx } = await openOutbox(`${slow}; ${as}`, { ...sentOutbox, eventId: { inPayload: ["eventId"] }, payload: "payload" });
  const { away, rows } = await listOutboxRows(ctx, { ...place, state: "unpublished" });
  expect({ away, ids: rows.map(({ eventId }) => eventId) }).toEqual({ away: null, ids: Array.from({ length: 50 }, (_, n) => `e${n + 1}`) });
});

test("of rows without times the relay is judged by what was seen: nothing leaves, then it does", async () => {
  const { owner, ctx, list } = await openOutbox(
    "create table outbox (id bigserial primary key, sent boolean not null default false)",
    sentOutbox,
  );
  await owner`insert into outbox select from generate_series(1, 120)`;
  const lagOf = async () => {
    const { answer, applications } = await list();
    const { lagMs, oldestIsBound } = first(first(applications).outboxes);
    return { minutes: lagMs === null ? null : Math.round(lagMs / 60_000), oldestIsBound, title: answer.title };
  };
  const undated = { minutes: null, oldestIsBound: false, title: "120 events of outbox of shop wait. Since when is not known." };
  expect(await lagOf()).toEqual(undated);
  // Ten minutes later by the clock of its database: a later look at the same rows.
  const [application = expect.fail()] = ctx.applications.all;
  const { read } = application.database;
  let laterMs = 600_000;
  const late = (row: Row): Row => ("now" in row ? { ...row, now: Number(row["now"]) + laterMs } : row);
  Object.assign(application.database, { read: async (statement: SQL) => (await read(statement)).map(late) });
  const dead = { minutes: 10, oldestIsBound: true, title: "120 events of outbox of shop have waited for at least 10 min." };
  expect(await lagOf()).toEqual(dead);
  await owner`insert into outbox select from generate_series(1, 50)`;
  await owner`update outbox set sent = true where id between 1 and 49`;
  expect(await lagOf()).toMatchObject({ minutes: 10, title: "121 events of outbox of shop have waited for at least 10 min." });
  // All that were seen have left: the others may be young.
  await owner`update outbox set sent = true where id <= 110`;
  expect(await lagOf()).toMatchObject({ minutes: null });
  laterMs += 300_000;
  expect(await lagOf()).toMatchObject({ minutes: 5, oldestIsBound: true });
});
