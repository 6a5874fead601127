import { describe, expect, test } from "vitest";
import { cancelBulk } from "../bulk/cancel.ts";
import { listBulks } from "../bulk/list.ts";
import { continueBulks } from "../bulk/continue.ts";
import { textHeader } from "../sources/json-head.ts";
import type { Ctx } from "../context.ts";
import { createMemoryBroker } from "../sources/memory/create.ts";
import { requestOf, testContext } from "../testing/context.ts";
import { testDatabase } from "../testing/database.ts";
import { confirmed, capture, died, messageInState, rawMessage, shop, watchQueue } from "../testing/messages.ts";
import { discardMessages } from "../bulk/discard.ts";
import { listMessages } from "./list.ts";
import { editMessage } from "./edit.ts";
import { exportMessages } from "../bulk/export.ts";
import { failImport } from "../capture/fail-import.ts";
import { importAgain } from "../capture/import-again.ts";
import { restoreMessages } from "../bulk/restore.ts";

const reason = "a test";

async function start() {
  const ctx = testContext(await testDatabase(), { brokers: [createMemoryBroker("shop")], config: { sources: [shop] } });
  return { ctx, reader: await watchQueue(ctx) };
}

describe("discard and restore", () => {
  test("move what may be moved, skip the rest, and leave history, counts and an audit row", async () => {
    const { ctx, reader } = await start();
    const ids = [...(await capture(ctx, reader, [rawMessage(), rawMessage()])), await messageInState(ctx, reader, "replayed"), 999];
    expect(await discardMessages(ctx, { selection: { ids }, reason })).toEqual({
      changed: 2,
      skipped: 2,
      skippedBy: { replayed: 1, deleted: 1 },
      waiting: 0,
      unread: 0,
      operation: null,
    });
    expect(await restoreMessages(ctx, { selection: { ids: ids.slice(1) }, reason })).toMatchObject({ changed: 1, skipped: 2 });
    const states = await ctx.sql<{ state: string }[]>`select state from messages order by id`;
    expect(states.map(({ state }) => state)).toEqual(["discarded", "dead", "replayed"]);
    const counted = await ctx.sql`select state, sum(n)::int as n from day_counts group by state having sum(n) <> 0 order by state`;
    expect([...counted]).toEqual([
      { state: "dead", n: 1 },
      { state: "replayed", n: 1 },
      { state: "discarded", n: 1 },
    ]);
    const audit = await ctx.sql`select subject, reason, data->>'act' as act, data->'skipped' as skipped from audit order by id`;
    const skipped = { replayed: 1, deleted: 1 };
    expect([...audit]).toEqual([
      { subject: "2 messages", reason, act: "discarded", skipped },
      { subject: `message ${ids[1]}`, reason, act: "restored", skipped },
    ]);
  });

  test("by a filter reach everything that it matched at its time, in one act", async () => {
    const { ctx, reader } = await start();
    let now = new Date("2026-11-23T10:00:00Z");
    const clocked = { ...ctx, clock: () => now };
    const other = () => rawMessage({ body: Buffer.from(`{"eventType":"Other"}`) });
    await capture(clocked, reader, [...Array.from({ length: 4_500 }, () => rawMessage()), other()]);
    const asOf = now;
    now = new Date("2026-11-23T10:00:01Z");
    await capture(clocked, reader, [rawMessage({ body: Buffer.from(`{"eventType":"OrderPlaced","eventId":"later"}`) })]);
    const selection = await confirmed(ctx, "type:OrderPlaced", asOf);
    expect(await discardMessages(ctx, { selection, reason })).toMatchObject({ changed: 4_500, skipped: 0, waiting: 0 });
    const [counted] = await ctx.sql`
      select (select count(*) from messages where state = 'dead') as dead, (select array_agg(data ->> 'act' order by id) from audit) as audits,
        (select n from day_counts where state = 'discarded') as n`;
    expect(counted).toEqual({ dead: 2, audits: ["discarded", "complete"], n: 4_500 });
  });

  test("of more than a request waits for go on in the worker, are told while they do, and can be cancelled", async () => {
    const { ctx, reader } = await start();
    await capture(
      ctx,
      reader,
      Array.from({ length: 30_000 }, () => rawMessage()),
    );
    const selection = await confirmed(ctx, "");
    expect(await discardMessages(ctx, { selection, reason })).toMatchObject({ changed: 10_000, skipped: 0, waiting: 20_000 });
    expect(await listBulks(ctx)).toMatchObject([
      { state: "running", to: "discarded", total: 30_000, changed: 10_000, by: { kind: "person", name: "test" } },
    ]);
    // Of what waits, somebody else changes one meanwhile.
    await restoreMessages(ctx, { selection: { ids: [1] }, reason });
    const { max } = (await ctx.sql<{ max: number }[]>`select max(id) from messages`)[0] ?? { max: 0 };
    await discardMessages(ctx, { selection: { ids: [max] }, reason });
    while (await continueBulks(ctx));
    expect(await listBulks(ctx)).toMatchObject([{ state: "completed", changed: 29_999, skipped: 1, skippedBy: { discarded: 1 } }]);
    const counted = await ctx.sql`
      select state, count(*) as n, (select sum(n) from day_counts c where c.state = m.state) as counted from messages m group by 1 order by 1`;
    expect([...counted]).toEqual([
      { state: "dead", n: 1, counted: 1 },
      { state: "discarded", n: 29_999, counted: 29_999 },
    ]);
    const back = await confirmed(ctx, "state:discarded");
    expect(await restoreMessages(ctx, { selection: back, reason })).toMatchObject({ changed: 10_000, skipped: 0, waiting: 19_999 });
    const [running] = await listBulks(ctx);
    await cancelBulk(ctx, { id: running?.id ?? 0, reason: "enough" });
    expect(await continueBulks(ctx)).toBe(false);
    expect((await ctx.sql`select count(*) as n from messages where state = 'dead'`)[0]).toEqual({ n: 10_001 });
    expect(await ctx.sql`select 1 from selection_parts`).toHaveLength(0);
    await expect(cancelBulk(ctx, { id: running?.id ?? 0, reason: "again" })).rejects.toThrow("It is over already");
    const acts = await ctx.sql<{ act: string }[]>`select data->>'act' as act from audit order by id`;
    expect(acts.map(({ act }) => act)).toEqual(["discarded", "restored", "discarded", "complete", "restored", "cancel"]);
    const [ended] =
      await ctx.sql`select data, operation_id = min(operation_id) over () as same from audit where data ->> 'act' = 'complete'`;
    expect(ended).toMatchObject({ data: { changed: 29_999, skipped: { discarded: 1 }, total: 30_000 }, same: true });
  });

  test("of one message that cannot move say why", async () => {
    const { ctx, reader } = await start();
    const id = await messageInState(ctx, reader, "discarded");
    const again = discardMessages(ctx, { selection: { ids: [id] }, reason });
    await expect(again).rejects.toThrow(`Message ${id} is discarded (last event: discarded by test`);
    await expect(discardMessages(ctx, { selection: { ids: [77] }, reason })).rejects.toMatchObject({ code: "not_found" });
  });
});

describe("edit", () => {
  test("makes a new version and keeps the first", async () => {
    const { ctx, reader } = await start();
    const [id = 0] = await capture(ctx, reader, [rawMessage()]);
    const head = { headers: [textHeader("a", "1")], properties: [] };
    expect(await editMessage(ctx, { id, seq: 1, body: { text: "new" }, head, reason })).toEqual({ version: 2, seq: 2 });
    const bodies = await ctx.sql<{ body: Buffer }[]>`select version, body from bodies order by version`;
    expect(bodies.map(({ body }) => body.toString())).toEqual([`{"eventId":"e-1","eventType":"OrderPlaced"}`, "new"]);
    const [row] = await ctx.sql`select state, version, seq from messages`;
    expect(row).toEqual({ state: "dead", version: 2, seq: 2 });
  });

  test("of a poison message makes another one, of which nobody knows, in lists too", async () => {
    const { ctx, reader } = await start();
    const [id = 0] = await capture(ctx, reader, [rawMessage()]);
    await ctx.sql`update groups set verdict = 'poison'`;
    const listed = async () => (await listMessages(ctx, { filter: "", limit: 5 })).messages.map(({ verdict, edited }) => [verdict, edited]);
    expect(await listed()).toEqual([["poison", false]]);
    await editMessage(ctx, { id, seq: 1, body: { text: "mended" }, reason });
    expect(await listed()).toEqual([["unknown", true]]);
  });

  test("after somebody else's act is a conflict that names it", async () => {
    const { ctx, reader } = await start();
    const [id = 0] = await capture(ctx, reader, [rawMessage()]);
    await editMessage(ctx, { id, seq: 1, body: null, reason });
    const late = editMessage(ctx, { id, seq: 1, body: { text: "late" }, reason });
    await expect(late).rejects.toThrow(/changed in the meantime \(last event: edited by test at/);
    const [versions] = await ctx.sql`select count(*) as n from bodies`;
    expect(versions?.["n"]).toBe(2);
  });

  test("refuses a header that its type cannot hold, by name", async () => {
    const { ctx, reader } = await start();
    const [id = 0] = await capture(ctx, reader, [rawMessage()]);
    const wrong = { name: "n", value: { type: "int64" as const, wire: "int64", text: "five" } };
    const edit = editMessage(ctx, { id, seq: 1, head: { headers: [wrong], properties: [] }, reason });
    await expect(edit).rejects.toMatchObject({ code: "invalid", message: expect.stringContaining('"n"') });
    await expect(editMessage(ctx, { id, seq: 1, reason })).rejects.toThrow("Nothing was changed");
  });
});

test("an export writes every message as a line, bytes as base64", async () => {
  const { ctx, reader } = await start();
  const bodies = [Buffer.from("\ufefftext"), Buffer.from([0xff]), null, Buffer.alloc(0)];
  const ids = await capture(
    ctx,
    reader,
    bodies.map((body) => rawMessage({ body })),
  );
  const lines: string[] = [];
  for await (const line of await exportMessages(requestOf(ctx), { selection: { ids }, reason })) lines.push(line);
  const parsed = lines.map((line) => JSON.parse(line) as { body: unknown; queue: string });
  expect(parsed.map(({ body }) => body)).toEqual([{ text: "\ufefftext" }, { base64: "/w==" }, null, { text: "" }]);
  expect(parsed[0]?.queue).toBe("orders.dlq");
});

test("more exports at once than the pool has connections all end", async () => {
  const { ctx, reader } = await start();
  await capture(
    ctx,
    reader,
    Array.from({ length: 401 }, () => rawMessage()),
  );
  const selection = await confirmed(ctx, "");
  const exporting = async () => {
    let lines = 0;
    for await (const _ of await exportMessages(requestOf(ctx), { selection, reason })) lines++;
    return lines;
  };
  expect(await Promise.all(Array.from({ length: 10 }, exporting))).toEqual(Array(10).fill(401));
});

test("an edit is refused before its bytes are compared with those that are stored", async () => {
  const { ctx, reader } = await start();
  const [id = 0] = await capture(ctx, reader, [rawMessage()]);
  const nobody: Ctx = { ...ctx, principal: { kind: "token", subject: "t-1", name: "pipeline", may: [] } };
  await expect(editMessage(nobody, { id, seq: 1, reason })).rejects.toMatchObject({ code: "forbidden" });
  const rows = await ctx.sql`select result, permission, subject from audit`;
  expect([...rows]).toEqual([{ result: "refused", permission: "message.edit", subject: `message ${id}` }]);
});

test("who wants failed imports imported again is in the audit log before the first one is stored", async () => {
  const { ctx, reader } = await start();
  await failImport(ctx, reader.queueId, rawMessage({ identity: "i-1" }), { error: new Error("no"), tries: 3 });
  await ctx.sql.unsafe(`
    create table seen (n int);
    create function see() returns trigger language plpgsql as 'begin insert into seen select count(*) from audit; return new; end';
    create trigger see before insert on messages for each row execute function see()`);
  const rows = await ctx.sql<{ id: number }[]>`select id from failed_imports`;
  expect(await importAgain(ctx, { ids: rows.map(({ id }) => id) })).toEqual({ imported: 1, failed: 0 });
  expect([...(await ctx.sql`select n from seen`)]).toEqual([{ n: 1 }]);
  const audit = await ctx.sql`select permission, data, operation_id = min(id) over () as same from audit order by id`;
  expect([...audit]).toEqual([
    { permission: "import.retry", data: { act: "import", ids: rows.map(({ id }) => id) }, same: true },
    { permission: "import.retry", data: { act: "imported", imported: 1, failed: 0 }, same: true },
  ]);
});

test("a failed import is imported again, once", async () => {
  const { ctx, reader } = await start();
  await failImport(ctx, reader.queueId, rawMessage({ identity: "i-1" }), { error: new Error("no\u0000"), tries: 3 });
  await failImport(ctx, reader.queueId, rawMessage({ identity: "i-1" }), { error: new Error("no"), tries: 3 });
  const rows = await ctx.sql<{ id: number }[]>`select id from failed_imports order by id`;
  const ids = rows.map(({ id }) => id);
  expect(await importAgain(ctx, { ids })).toEqual({ imported: 2, failed: 0 });
  expect(await importAgain(ctx, { ids })).toEqual({ imported: 0, failed: 0 });
  const [stored] = await ctx.sql`
    select count(*) as n, (select count(distinct message_id) from failed_imports) as marks, min(sort_at) as died from messages`;
  expect(stored).toEqual({ n: 1, marks: 1, died: died });
});
