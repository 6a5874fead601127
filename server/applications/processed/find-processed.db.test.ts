import { sql } from "drizzle-orm";
import { expect, onTestFinished, test } from "vitest";
import type { ApplicationSpec } from "../application.ts";
import type { ProcessedMapping } from "../mapping.ts";
import { openApplications } from "../open.ts";
import { createEmptyDatabase } from "../../testing/database.ts";
import { findProcessed } from "./find-processed.ts";

const hour = 3_600_000;
const now = Date.now();
const table = (name: string): ProcessedMapping => ({
  kind: "processed",
  schema: "public",
  table: name,
  eventId: "event_id",
  consumer: "consumer",
  at: { column: "at", zone: "UTC" },
  done: [],
  keeps: "oldest",
});

async function open(tables: ApplicationSpec["tables"], ddl: string) {
  const { sql: owner, url } = await createEmptyDatabase();
  await owner.unsafe(ddl);
  const applications = openApplications([{ name: "orders", engine: "postgres", databaseUrl: url, consumes: [], tables, unknown: null }]);
  onTestFinished(() => applications.close());
  const [application] = applications.all;
  if (!application) throw new Error("No application.");
  const ask = async (consumer: string | null, ...events: [string, number | null][]) => {
    const found = await findProcessed(
      application,
      consumer,
      events.map(([eventId, producedAt]) => ({ eventId, producedAt })),
    );
    return events.map(([eventId]) => found.get(eventId));
  };
  return { ask, application };
}

const processedEvents = `
  create table processed_events (consumer text, event_id text, at timestamptz, primary key (event_id, consumer));
  create index on processed_events (at);
  insert into processed_events values ('orders', 'old', now() - interval '10 hours'), ('orders', 'e''1', now()), ('billing', 'e2', now());`;

test("an event is processed, not processed, or unknown where the table does not reach back to it", async () => {
  const { ask } = await open([table("processed_events")], processedEvents);
  const [done, others, absent, early, undated] = await ask(
    "orders",
    ["e'1", now],
    ["e2", now],
    ["e3", now],
    ["e4", now - 20 * hour],
    ["e5", null],
  );
  expect(done).toMatchObject({ state: "processed", times: 1, consumers: ["orders"] });
  expect(done?.state === "processed" && Math.abs((done.at ?? 0) - now) < hour).toBe(true);
  expect([others, absent]).toEqual([{ state: "not_processed" }, { state: "not_processed" }]);
  expect(early).toMatchObject({ state: "unknown", reason: "The event is older than what the table still keeps." });
  expect(undated).toMatchObject({ state: "unknown" });
  expect((await ask(null, ["e2", now]))[0]).toMatchObject({
    state: "unknown",
    reason: expect.stringMatching("It was processed by billing"),
  });
});

test("a table that hides rows, is gone, or lacks a column makes everything unknown, with the reason", async () => {
  const { ask } = await open([{ ...table("processed_events"), eventId: "id" }], processedEvents);
  expect((await ask("orders", ["e1", now]))[0]).toEqual({ state: "unknown", reason: "public.processed_events has no column id." });
  const missing = await open([table("nothing")], "select 1");
  expect((await missing.ask("orders", ["e1", now]))[0]).toMatchObject({
    state: "unknown",
    reason: expect.stringMatching("There is no table public.nothing"),
  });
});

test("MassTransit's inbox: a row that was received but not consumed is not processed", async () => {
  const { ask } = await open(
    [{ preset: "masstransit", schema: null, only: null }],
    `create table "InboxState" ("Id" bigint primary key, "MessageId" uuid, "ConsumerId" uuid, "LockId" uuid, "RowVersion" bytea, "Received" timestamptz,
       "ReceiveCount" int, "ExpirationTime" timestamptz, "Consumed" timestamptz, "Delivered" timestamptz, "LastSequenceNumber" bigint, unique ("MessageId", "ConsumerId"));
     insert into "InboxState" ("Id", "MessageId", "ConsumerId", "Received", "ReceiveCount", "Consumed") values
       (1, 'a0000000-0000-0000-0000-000000000001', 'c0000000-0000-0000-0000-000000000001', now(), 1, now()),
       (2, 'a0000000-0000-0000-0000-000000000002', 'c0000000-0000-0000-0000-000000000001', now(), 0, null)`,
  );
  const consumer = "c0000000-0000-0000-0000-000000000001";
  const answers = await ask(
    consumer,
    ["A0000000-0000-0000-0000-000000000001", now],
    ["a0000000-0000-0000-0000-000000000002", now],
    ["no uuid", now],
  );
  expect(answers.map((answer) => answer?.state)).toEqual(["processed", "not_processed", "not_processed"]);
});

test("an application's database is never written: a read that tries is refused", async () => {
  const { application } = await open([table("processed_events")], processedEvents);
  await expect(application.database.read(sql`delete from public.processed_events returning 1`)).rejects.toMatchObject({ code: "denied" });
});
