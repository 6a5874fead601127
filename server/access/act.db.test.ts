import { expect, onTestFinished, test } from "vitest";
import { auditFilter, listAuditInput } from "../audit/input.ts";
import { listAudit } from "../audit/list.ts";
import { summarizeAudit } from "../audit/summarize.ts";
import { discardMessages } from "../bulk/discard.ts";
import type { Ctx } from "../context.ts";
import { connectDatabase } from "../db/client.ts";
import { answerError, DomainError } from "../errors.ts";
import { NoticeListener } from "../live/listen.ts";
import { getMessage } from "../messages/get.ts";
import { replaysInput } from "../replays/input.ts";
import { listReplays } from "../replays/list.ts";
import { startReplay } from "../replays/start.ts";
import { createMemoryBroker } from "../sources/memory/create.ts";
import { testContext } from "../testing/context.ts";
import { testDatabase } from "../testing/database.ts";
import { capture, rawMessage, shop, watchQueue } from "../testing/messages.ts";
import { act, type Asked } from "./act.ts";

const asked: Asked = { permission: "queue.pause", scope: [{ source: "shop", queue: "a" }], subject: "queue a", reason: "a test" };
const now = new Date("2026-11-20T12:00:00Z");

async function start(name = "ops"): Promise<Ctx> {
  const clients = await testDatabase();
  const ctx = testContext(clients, { clock: () => now, brokers: [createMemoryBroker("shop")], config: { sources: [shop] } });
  return { ...ctx, principal: { ...ctx.principal, subject: name, name }, address: "10.0.0.1" };
}

const auditOf = ({ sql }: Ctx) => sql`
  select a.at, p.name, a.address, a.permission, a.result, a.subject, a.reason, a.data, a.operation_id = a.id as own
  from audit a join principals p on p.id = a.principal_id order by a.id`;
const written = {
  at: now,
  name: "ops",
  address: "10.0.0.1",
  permission: "queue.pause",
  subject: "queue a",
  reason: "a test",
  data: null,
  own: true,
};

const addQueue = (tx: Pick<Ctx, "sql">["sql"] | Parameters<Parameters<typeof act>[2]>[0]) =>
  tx`insert into queues (source, name, watched, state) values ('shop', 'made', true, 'running')`;
const queuesOf = async ({ sql }: Ctx) => (await sql`select 1 from queues`).length;

test("an act is its work and one audit row, with what is noted in it", async () => {
  const ctx = await start();
  const done = await act(ctx, asked, async (tx, operation) => {
    await addQueue(tx);
    operation.note({ subject: "queue made" });
    operation.note({ data: { act: "pause" } });
    return [operation.at, "done"] as const;
  });
  expect(done).toEqual([now, "done"]);
  expect([...(await auditOf(ctx))]).toEqual([{ ...written, result: "allowed", subject: "queue made", data: { act: "pause" } }]);
  expect(await queuesOf(ctx)).toBe(1);
});

test("a forbidden act leaves a refused row, and its work does not begin", async () => {
  const ctx = await start();
  const token: Ctx = { ...ctx, principal: { kind: "token", subject: "t", name: "pipeline", may: [] } };
  let begun = false;
  const refused = act(token, asked, async () => {
    begun = true;
  });
  await expect(refused).rejects.toMatchObject({ code: "forbidden", message: "You lack the permission queue.pause in shop/a." });
  expect(begun).toBe(false);
  expect([...(await auditOf(ctx))]).toEqual([{ ...written, name: "pipeline", result: "refused" }]);
});

test("work that finds who acts may not do it leaves a refused row, and nothing that it wrote", async () => {
  const ctx = await start();
  const failed = act(ctx, asked, async (tx) => {
    await addQueue(tx);
    throw new DomainError("forbidden", "You cannot give what you lack.");
  });
  await expect(failed).rejects.toMatchObject({ code: "forbidden", message: "You cannot give what you lack." });
  expect([...(await auditOf(ctx))]).toEqual([{ ...written, result: "refused" }]);
  expect(await queuesOf(ctx)).toBe(0);
});

test("work that throws leaves nothing, neither what it wrote nor an audit row nor a notice", async () => {
  const ctx = await start();
  const heard = await listen(ctx);
  const failed = act(ctx, asked, async (tx, operation) => {
    await addQueue(tx);
    operation.announce("queues");
    throw new Error("broken");
  });
  await expect(failed).rejects.toThrow("broken");
  await act(ctx, asked, async (_tx, operation) => operation.announce("groups"));
  expect(await heard()).toEqual(["audit", "groups"]);
  expect([await queuesOf(ctx), (await auditOf(ctx)).length]).toEqual([0, 1]);
});

test("a read that takes too long is stopped and says so; an act is done whole", async () => {
  const { url } = await testDatabase();
  const clients = connectDatabase(url, { max: 1, statementMs: 100 });
  onTestFinished(() => clients.close());
  const ctx = testContext(clients);
  const stopped = await ctx.sql`select pg_sleep(5)`.catch((error: unknown) => error);
  expect(answerError(stopped, ctx.log, "messages.list")).toMatchObject({ status: 504, message: expect.stringMatching(/took too long/) });
  await act(ctx, asked, async (tx) => tx`select pg_sleep(0.3)`);
  expect(await auditOf(ctx)).toHaveLength(1);
  await expect(ctx.sql`select pg_sleep(5)`).rejects.toMatchObject({ code: "57014" });
});

test("drop() writes down nothing", async () => {
  const ctx = await start();
  await act(ctx, asked, async (_tx, operation) => {
    operation.note({ data: { act: "pause" } });
    operation.drop();
  });
  expect([...(await auditOf(ctx))]).toEqual([]);
});

test("acts that go on with an operation share its id", async () => {
  const ctx = await start();
  const operation = await act(ctx, asked, async (_tx, first) => first.id);
  await act(ctx, { ...asked, operation }, async (_tx, second) => {
    expect(second.id).toBe(operation);
    second.note({ result: "failed" });
  });
  const rows = await ctx.sql`select operation_id as operation, result from audit order by id`;
  expect([...rows]).toEqual([
    { operation, result: "allowed" },
    { operation, result: "failed" },
  ]);
});

test("the history of a message names the operation and who did it", async () => {
  const ctx = await start();
  const [id = 0] = await capture(ctx, await watchQueue(ctx), [rawMessage()]);
  await discardMessages(ctx, { selection: { ids: [id] }, reason: "a test" });
  const rows = await ctx.sql`
    select h.kind, p.name, h.operation_id = a.operation_id as same from message_history h join principals p on p.id = h.principal_id
    join audit a on a.permission = 'message.discard' where h.message_id = ${id} and h.kind = 'discarded'`;
  expect([...rows]).toEqual([{ kind: "discarded", name: "ops", same: true }]);
});

test("a name that holds colons is whole wherever it is shown", async () => {
  const name = "oidc:https://id.example/u:7, night";
  const ctx = await start(name);
  const [id = 0, other = 0] = await capture(ctx, await watchQueue(ctx), [rawMessage(), rawMessage({ body: Buffer.from("{}") })]);
  await discardMessages(ctx, { selection: { ids: [id] }, reason: "a test" });
  await startReplay(ctx, { selection: { ids: [other] }, target: { to: "queue", queue: "work" }, rate: null, reason: "a test" });
  const by = { kind: "person", name };
  expect((await getMessage(ctx, { id })).history[0]).toMatchObject({ kind: "discarded", by });
  expect((await listReplays(ctx, replaysInput.parse({}))).replays).toMatchObject([{ by }]);
  const { entries } = await listAudit(ctx, listAuditInput.parse({}));
  expect(entries.map((entry) => entry.by)).toEqual([by, by]);
  const { people } = await summarizeAudit(ctx, auditFilter.parse({}));
  expect(people).toEqual([{ key: `person:${name}`, name }]);
  expect((await listAudit(ctx, listAuditInput.parse({ who: people[0]?.key }))).entries).toHaveLength(2);
});

/** Answers the topics of the next notice. */
async function listen({ sql }: Ctx): Promise<() => Promise<readonly string[]>> {
  const stop = new AbortController();
  onTestFinished(() => stop.abort());
  const notices = new NoticeListener(sql).notices(stop.signal);
  // Beginning to listen counts as a change of everything.
  const next = async (): Promise<readonly string[]> => {
    for await (const topics of { [Symbol.asyncIterator]: () => ({ next: () => notices.next() }) })
      if (topics.length > 0) return topics.toSorted();
    return [];
  };
  await next();
  return next;
}
