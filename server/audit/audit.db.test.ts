import { expect, test } from "vitest";
import { systemPrincipal } from "../access/principal.ts";
import { principalId } from "../access/remember-principal.ts";
import type { Ctx } from "../context.ts";
import { discardMessages } from "../bulk/discard.ts";
import { getMessage } from "../messages/get.ts";
import { listMessagesInput } from "../messages/read-input.ts";
import { listMessages } from "../messages/list.ts";
import { capture, rawMessage, shop, watchQueue } from "../testing/messages.ts";
import { createMemoryBroker } from "../sources/memory/create.ts";
import { requestOf, testContext } from "../testing/context.ts";
import { testDatabase } from "../testing/database.ts";
import { exportAudit } from "./export.ts";
import { auditFilter, listAuditInput } from "./input.ts";
import { listAudit } from "./list.ts";
import { summarizeAudit } from "./summarize.ts";

const now = new Date("2026-11-20T12:00:00Z");

/** 1,200 acts of one moment, one refused, one of two days ago. */
async function log(): Promise<Ctx> {
  const ctx = testContext(await testDatabase(), { clock: () => now });
  await ctx.sql`
    insert into audit (at, principal_id, operation_id, address, permission, result, subject, reason, data)
    select ${now}::timestamptz, ${await personId(ctx, "ops")}::int, n, '127.0.0.1', 'message.discard', 'allowed', 'message ' || n, '=cmd()', jsonb_build_object('act', 'discarded', 'ids', jsonb_build_array(n))
    from generate_series(1, 1200) n`;
  await ctx.sql`
    insert into audit (at, principal_id, operation_id, permission, result, subject) values
      (${now}, ${await personId(ctx, "dev")}, 0, 'replay.start', 'refused', 'replays.start'),
      (${new Date(now.getTime() - 2 * 86_400_000)}, ${await principalId({ ...ctx, principal: systemPrincipal("capture") })}, 0, 'queue.pause', 'allowed', 'queue a')`;
  return ctx;
}

/** A name may hold what other texts are divided by. */
function personId(ctx: Ctx, subject: string): Promise<number> {
  return principalId({ ...ctx, principal: { ...ctx.principal, subject, name: subject === "ops" ? "ops: the night" : subject } });
}

async function read(lines: AsyncIterable<string>): Promise<readonly string[]> {
  const all: string[] = [];
  for await (const line of lines) all.push(line);
  return all;
}

test("pages of one moment follow each other without a gap or a repeat, and without the ids", async () => {
  const ctx = await log();
  const seen = new Set<number>();
  let after: Awaited<ReturnType<typeof listAudit>>["next"] = null;
  let pages = 0;
  do {
    const page = await listAudit(ctx, listAuditInput.parse({ limit: 200, cursor: after && { ...after, at: after.at.toISOString() } }));
    for (const { id, data } of page.entries) {
      seen.add(id);
      expect(data === null || !("ids" in data)).toBe(true);
    }
    after = page.next;
    pages++;
  } while (after);
  expect(seen.size).toBe(1_201);
  expect(pages).toBe(7);
});

test("filters by person, permission, result, period and text", async () => {
  const ctx = await log();
  const n = async (filter: object) => (await listAudit(ctx, listAuditInput.parse(filter))).entries.length;
  expect(await n({ who: "person:dev" })).toBe(1);
  expect(await n({ permission: "replay.start" })).toBe(1);
  expect(await n({ result: "refused" })).toBe(1);
  expect(await n({ period: "all", who: "system:capture" })).toBe(1);
  expect(await n({ period: "24h", who: "system:capture" })).toBe(0);
  expect(await n({ text: "message 1200" })).toBe(1);
  expect(await n({ text: "%" })).toBe(0);
});

test("a group is called by its title", async () => {
  const ctx = await log();
  const [queue] = await ctx.sql<
    [{ id: number }]
  >`insert into queues (source, name, watched, state) values ('s', 'q', true, 'running') returning id`;
  await ctx.sql`
    insert into groups (id, fingerprint, queue_id, verdict, category, evidence, title, first_seen_at, last_seen_at)
    values (42, 'f', ${queue.id}, 'poison', 'code_bug', '{}', 'NullPointerException', ${now}, ${now})`;
  await ctx.sql`insert into audit (at, principal_id, operation_id, permission, result, subject)
    select ${now}, ${await personId(ctx, "dev")}::int, n, 'group.triage', 'allowed', 'group ' || n from generate_series(42, 43) n`;
  const { entries } = await listAudit(ctx, listAuditInput.parse({ permission: "group.triage" }));
  expect(entries.map(({ subject, title }) => [subject, title])).toEqual([
    ["group 43", null],
    ["group 42", "NullPointerException"],
  ]);
});

test("an act on many is called by what it is on, and each says what it noted", async () => {
  const ctx = await log();
  const [{ id }] = await ctx.sql<[{ id: number }]>`
    insert into bulks (state, kind, selection, filter, reason, principal_id, total, created_at)
    values ('completed', 'restored', 'discarded messages', '{}', 'r', 1, 2, ${now}) returning id`;
  await ctx.sql`insert into audit (at, principal_id, operation_id, permission, result, subject, data)
    values (${now}, ${await personId(ctx, "dev")}, 1, 'message.discard', 'allowed', ${`bulk ${id}`}, '{"act":"complete","changed":2,"total":2,"skipped":{}}')`;
  const { entries } = await listAudit(ctx, listAuditInput.parse({ who: "person:dev", permission: "message.discard" }));
  expect(entries).toMatchObject([{ what: "Completed", title: "restore of discarded messages", detail: "2 of 2 changed." }]);
  const [head, line] = await read(
    exportAudit(requestOf(ctx), auditFilter.parse({ who: "person:dev", permission: "message.discard" }), "csv"),
  );
  expect(head).toContain('"what","result","subject","detail","reason"');
  expect(line).toContain('"Completed","allowed","restore of discarded messages","2 of 2 changed."');
});

test("the sentence is of the period, the count of the filter", async () => {
  const ctx = await log();
  const told = await summarizeAudit(ctx, auditFilter.parse({ who: "person:dev" }));
  expect(told).toMatchObject({
    matching: 1,
    people: [
      { key: "person:dev", name: "dev" },
      { key: "person:ops", name: "ops: the night" },
    ],
    permissions: ["message.discard", "replay.start"],
  });
  expect(told.answer.title).toBe("1,201 acts in the last 24 hours; 1 was refused.");
});

test("the export holds every row once, and no formula", async () => {
  const ctx = await log();
  const lines = await read(exportAudit(requestOf(ctx), auditFilter.parse({}), "csv"));
  expect(lines).toHaveLength(1_202);
  expect(lines[0]).toContain('"at","operation","kind","who"');
  expect(lines.filter((line) => line.includes(`"'=cmd()"`))).toHaveLength(1_200);
  const json = await read(exportAudit(requestOf(ctx), auditFilter.parse({ result: "refused" }), "json"));
  expect(json.map((line) => JSON.parse(line)["subject"])).toEqual(["replays.start"]);
});

test("an operation leads to the histories of its messages, and they to it", async () => {
  const ctx = testContext(await testDatabase(), { config: { sources: [shop] }, brokers: [createMemoryBroker("shop")] });
  const ids = await capture(ctx, await watchQueue(ctx), [
    rawMessage(),
    rawMessage({ body: Buffer.from("{}") }),
    rawMessage({ body: Buffer.from("[]") }),
  ]);
  await discardMessages(ctx, { selection: { ids: ids.slice(0, 2) }, reason: "a test" });
  const [entry] = (await listAudit(ctx, listAuditInput.parse({}))).entries;
  expect(entry).toMatchObject({ touched: true, what: "Discarded" });
  const { operation = 0 } = entry ?? {};
  const { messages } = await listMessages(ctx, listMessagesInput.parse({ filter: `operation:${operation} state:any` }));
  expect(messages.map(({ id }) => id).toSorted()).toEqual(ids.slice(0, 2));
  const others = await listMessages(ctx, listMessagesInput.parse({ filter: `-operation:${operation} state:any` }));
  expect(others.messages.map(({ id }) => id)).toEqual(ids.slice(2));
  expect((await getMessage(ctx, { id: ids[0] ?? 0 })).history[0]).toMatchObject({ kind: "discarded", operation });
  const of = async (sought: number) => (await listAudit(ctx, listAuditInput.parse({ operation: String(sought), period: "all" }))).entries;
  expect(await of(operation)).toEqual([entry]);
  expect(await of(operation + 1)).toEqual([]);
});
