import { expect, onTestFinished, test } from "vitest";
import { createMemoryBroker } from "../../sources/memory/create.ts";
import { testContext } from "../../testing/context.ts";
import { createEmptyDatabase, testDatabase } from "../../testing/database.ts";
import { capture, rawMessage, shop, watchQueue } from "../../testing/messages.ts";
import { ofKind, readTables } from "../tables.ts";
import { unseenWords, watchUnseen } from "./find-unseen.ts";
import { listOutboxes } from "./list.ts";

const seen = {
  kind: "processed",
  schema: "public",
  table: "seen",
  eventId: "event_id",
  consumer: null,
  at: null,
  done: [],
  keeps: "all",
} as const;

const rows = `
  create table outbox (id bigint generated always as identity primary key, event_id text, payload jsonb, published_at timestamptz);
  insert into outbox (event_id, payload, published_at) select e, '{}', now() - interval '1 hour' from unnest(array['done', 'dead', 'lost']) e;
  insert into outbox (event_id, payload, published_at) values ('young', '{}', now()), ('waits', '{}', null), (null, '{}', now() - interval '1 hour')`;

async function open({ consumerUrl, notes = true }: { readonly consumerUrl?: string; readonly notes?: boolean } = {}) {
  const { sql: owner, url } = await createEmptyDatabase();
  await owner.unsafe(rows);
  await owner.unsafe("create table seen (event_id text primary key); insert into seen values ('done')");
  const application = { engine: "postgres", databaseUrl: url, unknown: null, consumes: [] } as const;
  const producer = { ...application, name: "orders", tables: [{ preset: "outbox", schema: null, only: null }] };
  const consumes = [{ queue: "shop/*", consumer: null }];
  const consumer = { ...application, name: "billing", databaseUrl: consumerUrl ?? url, consumes, tables: notes ? [seen] : [] };
  const ctx = testContext(await testDatabase(), {
    brokers: [createMemoryBroker("shop")],
    config: { sources: [shop], applications: [producer, consumer] },
  });
  onTestFinished(() => ctx.applications.close());
  await capture(ctx, await watchQueue(ctx), [rawMessage({ body: Buffer.from(`{"eventId":"dead","eventType":"OrderPlaced"}`) })]);
  const [orders = expect.fail()] = ctx.applications.all;
  const tables = await readTables(orders);
  const [settled] = tables.state === "known" ? ofKind(tables.tables, "outbox") : [];
  if (settled?.state !== "ready") throw new Error("It has no outbox.");
  return { ctx, unseen: await watchUnseen(ctx, orders, settled, 10_000) };
}

test("a published row is seen where its event was processed or died here; of what is young or waits nothing is said", async () => {
  const { ctx, unseen } = await open();
  expect(unseen).toEqual({ known: 3, nowhere: 1 });
  const { applications } = await listOutboxes(ctx);
  expect(applications.find(({ name }) => name === "orders")?.outboxes[0]?.unseen).toMatch(
    /^1 of 3 rows that were published lately was seen nowhere: /,
  );
});

test("what a consumer cannot tell is not known, and never seen nowhere", async () => {
  const { unseen } = await open({ consumerUrl: "postgres://reader@127.0.0.1:1/billing" });
  expect(unseen).toEqual({ known: 1, nowhere: 0 });
  expect(unseenWords(unseen)).toBeNull();
});

test("where no application that consumes notes what it has processed, nothing is said", async () => {
  expect((await open({ notes: false })).unseen).toBeNull();
});
