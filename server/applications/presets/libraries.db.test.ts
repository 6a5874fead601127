import { randomUUID } from "node:crypto";
import { beforeAll, expect, onTestFinished, test } from "vitest";
import { createEmptyDatabase } from "../../testing/database.ts";
import { expectRecorded } from "../../testing/expect-recorded.ts";
import { expectTables } from "../../testing/expect-tables.ts";
import { buildGo } from "../../testing/go.ts";
import { buildTables, openTables } from "../../testing/java-tables.ts";
import { createMessages, openListener, writeMessages } from "../../testing/pg-transactional-outbox.ts";
import { openShopProcess } from "../../testing/shop-process.ts";
import { springModulith1, springModulith2 } from "./conformance/spring-modulith.ts";
import { eventuate } from "./conformance/eventuate.ts";
import { namastack } from "./conformance/namastack.ts";
import { pgTransactionalOutbox } from "./conformance/pg-transactional-outbox.ts";
import { transactionOutbox } from "./conformance/transaction-outbox.ts";
import { watermill } from "./conformance/watermill.ts";

// Real libraries write their tables here; `conformance.db.test.ts` has the states that they cannot be brought to.
const buildWatermill = () => buildGo("watermill", "server/testing/watermill");
beforeAll(async () => {
  for (const set of ["jdbc", "spring-boot-3", "spring-boot-4"] as const) await buildTables(set);
  await buildWatermill();
}, 300_000);

const sorted = (...ids: readonly (string | undefined)[]) => ids.map(String).toSorted();

test("transaction-outbox: its rows are read, and what is published now it does", async () => {
  const { sql: owner, url } = await createEmptyDatabase();
  const library = await openTables("jdbc", "TransactionOutboxTables", url);
  onTestFinished(library.close);
  const { pending, retried, failed, published, unblocked } = await library.ask({ do: "write" });
  await expectRecorded(transactionOutbox.ddl, owner, ["txno_outbox"]);
  await expectTables({
    owner,
    url,
    preset: "transaction-outbox",
    tables: {
      "public.txno_outbox": {
        kind: "outbox",
        pending: sorted(pending, retried),
        failed: sorted(failed),
        published: sorted(published, unblocked),
        publishNow: sorted(failed),
      },
    },
  });
  await library.ask({ do: "relay" });
  expect(await owner`select processed, blocked from txno_outbox where id = ${String(failed)}`).toEqual([
    { processed: true, blocked: false },
  ]);
});

test("Eventuate Tram: its messages, and what its consumers received", async () => {
  const { sql: owner, url } = await createEmptyDatabase();
  const library = await openTables("jdbc", "EventuateTables", url);
  onTestFinished(library.close);
  const { pending } = await library.ask({ do: "write" });
  await expectRecorded(eventuate.ddl.replaceAll("message0", "message"), owner, ["eventuate.message", "eventuate.received_messages"]);
  await expectTables({
    owner,
    url,
    preset: "eventuate",
    tables: {
      "eventuate.received_messages": eventuate.tables["eventuate.received_messages"]!,
      "eventuate.message": { kind: "outbox", pending: sorted(pending), failed: "unknown", published: [], publishNow: null },
    },
  });
});

test("pg-transactional-outbox: what its listener did and gave up, and what is published now it does", async () => {
  const { sql: owner, url } = await createEmptyDatabase();
  await createMessages(owner, "outbox");
  await createMessages(owner, "inbox");
  const id = { published: randomUUID(), failed: randomUUID(), retried: randomUUID(), pending: randomUUID() };
  let refuses = true;
  const relay = () =>
    openListener(
      url,
      "outbox",
      (message) => {
        if (refuses && message !== id.published) throw new Error("no answer");
      },
      (message) => message === id.retried,
    );
  await writeMessages(
    owner,
    "outbox",
    [id.published, id.failed, id.retried].map((one) => ({ id: one, key: "ord-7" })),
  );
  const close = relay();
  const settled = async () =>
    (
      await owner`select id from outbox where processed_at is not null or abandoned_at is not null or (id = ${id.retried} and finished_attempts > 0)`
    ).length;
  await expect.poll(settled, { timeout: 20_000 }).toBe(3);
  await close();
  await writeMessages(owner, "outbox", [{ id: id.pending, key: "ord-7" }]);
  const inbox = { processed: randomUUID(), failed: randomUUID() };
  await writeMessages(
    owner,
    "inbox",
    Object.values(inbox).map((one) => ({ id: one, key: "ord-7" })),
  );
  const closeInbox = openListener(url, "inbox", (message) => {
    if (message === inbox.failed) throw new Error("no answer");
  });
  await expect
    .poll(async () => (await owner`select id from inbox where processed_at is not null or abandoned_at is not null`).length, {
      timeout: 20_000,
    })
    .toBe(2);
  await closeInbox();
  await expectRecorded(pgTransactionalOutbox.ddl, owner, ["outbox", "inbox"]);
  await expectTables({
    owner,
    url,
    preset: "pg-transactional-outbox",
    tables: {
      "public.outbox": {
        kind: "outbox",
        pending: sorted(id.pending, id.retried),
        failed: [id.failed],
        published: [id.published],
        publishNow: [id.failed],
      },
      "public.inbox": { kind: "processed", consumer: null, processed: [inbox.processed], notProcessed: [inbox.failed], unknown: [] },
    },
  });
  refuses = false;
  onTestFinished(relay());
  await expect.poll(async () => (await owner`select id from outbox where processed_at is null`).length, { timeout: 20_000 }).toBe(0);
});

test("Watermill SQL: rows tell nothing, also of what a group has read", async () => {
  const { sql: owner, url } = await createEmptyDatabase();
  const library = openShopProcess(await buildWatermill(), [url]);
  onTestFinished(library.close);
  await library.ask({ do: "write" });
  const read = async () => (await owner`select offset_acked from watermill_offsets_orders`)[0]?.["offset_acked"];
  await expect.poll(read, { timeout: 20_000 }).toBe("1");
  await expectRecorded(watermill.ddl, owner, ["watermill_orders", "watermill_offsets_orders"]);
  await expectTables({ owner, url, preset: "watermill", tables: watermill.tables });
});

test.each([
  { version: 1, set: "spring-boot-3", recorded: springModulith1 },
  { version: 2, set: "spring-boot-4", recorded: springModulith2 },
] as const)("Spring Modulith $version: publications by what their listeners did", async ({ version, set, recorded }) => {
  const { sql: owner, url } = await createEmptyDatabase();
  const library = await openTables(set, "ModulithTables", url);
  onTestFinished(library.close);
  await library.ask({ do: "update" });
  const rows = async () =>
    await owner<{ id: string; state: string; status?: string; done: boolean }[]>`
    select id, serialized_event as state, completion_date is not null as done, to_jsonb(p) ->> 'status' as status from event_publication p`;
  const settled = async () =>
    (await rows()).filter(({ state, status, done }) =>
      state === "done" ? done : version === 1 || status === (state === "running" ? "PROCESSING" : "FAILED"),
    ).length;
  await expect.poll(settled, { timeout: 20_000 }).toBe(4);
  await library.ask({ do: "resubmit" });
  await library.ask({ do: "archive" });
  await expect.poll(async () => (await owner`select 1 from event_publication_archive`).length, { timeout: 20_000 }).toBe(1);
  await expectRecorded(recorded.ddl, owner, ["event_publication"]);
  const id = Object.fromEntries((await rows()).map((row) => [row.state, row.id]));
  const first = version === 1;
  await expectTables({
    owner,
    url,
    preset: "spring-modulith",
    tables: {
      "public.event_publication": {
        kind: "outbox",
        pending: sorted(id["running"], id["resubmitted"], ...(first ? [id["failed"]] : [])),
        failed: first ? "unknown" : sorted(id["failed"]),
        published: sorted(id["done"]),
        publishNow: null,
      },
    },
  });
});

test("Namastack Outbox: records by what their handlers did", async () => {
  const { sql: owner, url } = await createEmptyDatabase();
  const library = await openTables("spring-boot-4", "NamastackTables", url);
  onTestFinished(library.close);
  await library.ask({ do: "write" });
  const settled = async () =>
    (
      await owner`select 1 from outbox_record where (payload, status, failure_count) in (('published', 'COMPLETED', 0), ('retried', 'NEW', 1), ('failed', 'FAILED', 1))`
    ).length;
  await expect.poll(settled, { timeout: 30_000 }).toBe(3);
  await library.ask({ do: "pending" });
  await expectRecorded(namastack.ddl, owner, ["outbox_record"]);
  const id = Object.fromEntries(
    (await owner<{ id: string; payload: string }[]>`select id, payload from outbox_record`).map((row) => [row.payload, row.id]),
  );
  await expectTables({
    owner,
    url,
    preset: "namastack",
    tables: {
      "public.outbox_record": {
        kind: "outbox",
        pending: sorted(id["pending"], id["retried"]),
        failed: sorted(id["failed"]),
        published: sorted(id["published"]),
        publishNow: null,
      },
    },
  });
});
