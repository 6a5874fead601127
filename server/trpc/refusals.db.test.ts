import { afterAll, expect, test } from "vitest";
import { discardMessages } from "../bulk/discard.ts";
import { failImport } from "../capture/fail-import.ts";
import { connectDatabase } from "../db/client.ts";
import { ChangeListener } from "../live/listen.ts";
import { startReplay } from "../replays/start.ts";
import { createMemoryBroker } from "../sources/memory/create.ts";
import { testContext } from "../testing/context.ts";
import { createTestDatabase } from "../testing/database.ts";
import { capture, rawMessage, shop, watchQueue } from "../testing/messages.ts";
import { appRouter } from "./router.ts";

/** One of everything that can be acted on, of a system that works, and then somebody who may do nothing. */
const database = await createTestDatabase();
const clients = connectDatabase(database.url, { max: 3 });
const { sql } = clients;
const ctx = testContext(clients, { brokers: [createMemoryBroker("shop")], config: { sources: [shop] } });
const reader = await watchQueue(ctx);
const [dead = 0, sent = 0] = await capture(ctx, reader, [rawMessage(), rawMessage({ body: Buffer.from("{}") })]);
const reason = "a test";
const target = { to: "queue", queue: "orders.work" } as const;
const { id: replay } = await startReplay(ctx, { selection: { ids: [sent] }, target, rate: null, reason });
await discardMessages(ctx, { selection: { filter: "event:none", asOf: new Date().toISOString() }, reason });
await failImport(ctx, reader.queueId, rawMessage(), { error: new Error("no"), tries: 3 });
const [found] = await sql<[{ group: number; bulk: number; import: number }]>`
  select (select max(id) from groups) as group, (select max(id) from bulks) as bulk, (select max(id) from failed_imports) as import`;

const nobody = { ...ctx, principal: { kind: "token", subject: "t-1", name: "pipeline" } as const, live: new ChangeListener(sql) };
const caller = appRouter.createCaller(nobody);

afterAll(async () => {
  await clients.close();
  await database.drop();
});

const selection = { ids: [dead] };
const queue = { id: reader.queueId };
const group = { id: found.group };
const message = { id: dead };

/** A valid input of every procedure. Acts name things that exist, so that nothing but the permission stands in their way. */
const inputs: Readonly<Record<string, unknown>> = {
  "messages.list": {},
  "messages.summary": {},
  "messages.count": {},
  "messages.newer": { since: 0 },
  "messages.facets": {},
  "messages.histogram": {},
  "messages.complete": { qualifier: "queue", part: "" },
  "messages.get": message,
  "messages.version": message,
  "messages.payload": message,
  "messages.original": message,
  "messages.takeOriginal": { id: dead, seq: 1, reason },
  "messages.discard": { selection, reason },
  "messages.restore": { selection, reason },
  "messages.edit": { id: dead, seq: 1, body: { text: "{}" }, reason },
  "groups.list": {},
  "groups.summary": undefined,
  "groups.get": group,
  "groups.triage": { ...group, act: "acknowledge", reason },
  "groups.assign": { ...group, toMe: true },
  "groups.note": { ...group, note: "known" },
  "queues.list": undefined,
  "queues.pause": { ...queue, reason },
  "queues.resume": queue,
  "queues.log": queue,
  "queues.purgePlan": queue,
  "queues.purge": { ...queue, parts: [{ partition: 0, before: 1 }], reason },
  "bulk.list": undefined,
  "bulk.cancel": { id: found.bulk, reason },
  "replays.list": {},
  "replays.get": { id: replay },
  "replays.items": { id: replay },
  "replays.plan": { selection, target, rate: null },
  "replays.preview": { messageId: dead, target },
  "replays.start": { selection, target: { to: "failed_queue" }, rate: null, reason },
  "replays.pause": { id: replay, reason },
  "replays.resume": { id: replay, reason },
  "replays.cancel": { id: replay, reason },
  "replays.changeRate": { id: replay, rate: 1 },
  "replays.decide": { id: replay, sent: true, reason },
  "overview.summary": undefined,
  "overview.inflow": {},
  "overview.lanes": {},
  "overview.growing": undefined,
  "overview.deepest": undefined,
  "overview.running": undefined,
  "overview.counts": undefined,
  "overview.jump": { text: "orders" },
  "audit.list": {},
  "audit.summary": {},
  "settings.read": undefined,
  "settings.imports": undefined,
  "settings.importAgain": { ids: [found.import] },
  "live.changes": undefined,
};

interface Procedure {
  readonly _def: { readonly type: "query" | "mutation" | "subscription" };
}
const procedures = appRouter._def.procedures as unknown as Readonly<Record<string, Procedure>>;

test("every procedure is in the table, and nothing else", () => {
  expect(Object.keys(inputs).toSorted()).toEqual(Object.keys(procedures).toSorted());
});

test.each(Object.entries(inputs))(
  "%s is refused to somebody who may do nothing, with one audit row and no other trace",
  async (path, input) => {
    const before = await everything();
    const { last } = await lastAudit();
    await expect(call(path, input)).rejects.toMatchObject({
      code: "FORBIDDEN",
      message: expect.stringMatching(/^You lack the permission /),
    });
    expect(await everything()).toEqual(before);
    const rows = await sql<{ result: string; name: string; subject: string }[]>`
    select result, name, a.subject from audit a join principals p on p.id = principal_id where a.id > ${last}`;
    expect(rows.map(({ result, name }) => [result, name])).toEqual([["refused", "pipeline"]]);
    // A read is refused at the door, by its name; an act by its verb, which knows what it touches.
    expect(rows[0]?.subject === path).toBe(procedures[path]?._def.type !== "mutation");
  },
);

test("another target than the configured ones needs a permission of its own", async () => {
  const { last } = await lastAudit();
  await expect(caller.replays.start({ selection, target, rate: null, reason })).rejects.toThrow("You lack the permission replay.target.");
  await expect(caller.replays.start({ selection, target: { to: "release" }, rate: null, reason })).rejects.toThrow("message.release");
  const rows = await sql<{ permission: string }[]>`select permission from audit where id > ${last} order by id`;
  expect(rows.map(({ permission }) => permission)).toEqual(["replay.target", "message.release"]);
});

async function call(path: string, input: unknown): Promise<unknown> {
  const [noun = "", verb = ""] = path.split(".");
  const nouns = caller as unknown as Readonly<Record<string, Readonly<Record<string, (input: unknown) => Promise<unknown>>>>>;
  return nouns[noun]?.[verb]?.(input);
}

/** A digest of every table but those of the audit log. */
async function everything(): Promise<readonly (readonly [string, string])[]> {
  const tables = await sql<{ name: string }[]>`
    select relname as name from pg_stat_user_tables where schemaname = 'public' and relname not in ('audit', 'principals') order by 1`;
  return Promise.all(
    tables.map(async ({ name }) => {
      const [row] = await sql<
        [{ digest: string }]
      >`select coalesce(md5(string_agg(t::text, '|' order by t::text)), '') as digest from ${sql(name)} t`;
      return [name, row.digest] as const;
    }),
  );
}

async function lastAudit(): Promise<{ readonly last: number }> {
  const [row] = await sql<[{ last: number }]>`select coalesce(max(id), 0) as last from audit`;
  return row;
}
