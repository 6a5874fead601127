import { randomBytes } from "node:crypto";
import { expect, onTestFinished, test } from "vitest";
import { auditFilter } from "../audit/input.ts";
import { summarizeAudit } from "../audit/summarize.ts";
import { discardMessages } from "../bulk/discard.ts";
import { startReplay } from "../replays/start.ts";
import { createMemoryBroker } from "../sources/memory/create.ts";
import { testContext } from "../testing/context.ts";
import { createTestDatabase, onServer, testServer } from "../testing/database.ts";
import { capture, rawMessage, shop, watchQueue } from "../testing/messages.ts";
import { connectDatabase } from "./client.ts";
import { grantToRole } from "./grant-to-role.ts";
import { migrateDatabase } from "./migrate.ts";

/** A role that owns nothing, and its URL of a database. */
async function makeRole(url: string) {
  const server = await testServer();
  const name = `r_${randomBytes(8).toString("hex")}`;
  await onServer(server, (sql) => sql.unsafe(`create role ${name} login password 'only-for-a-test'`));
  onTestFinished(() => onServer(server, (sql) => sql.unsafe(`drop role if exists ${name}`)).then(() => {}));
  const own = new URL(url);
  own.username = name;
  own.password = "only-for-a-test";
  return { name, url: own.href };
}

test("a role that owns nothing runs Redrive, and can only add to the audit log", async () => {
  const owned = await createTestDatabase();
  const role = await makeRole(owned.url);
  onTestFinished(() => owned.drop());
  await grantToRole(owned.url, role.name);
  await migrateDatabase(role.url);
  const { db, sql, close } = connectDatabase(role.url, { max: 4 });
  onTestFinished(() => close());
  const owner = connectDatabase(owned.url, { max: 1 });
  onTestFinished(() => owner.close());
  const ctx = testContext({ db, sql }, { config: { sources: [shop] }, brokers: [createMemoryBroker("shop")] });
  const [one = 0, other = 0] = await capture(ctx, await watchQueue(ctx), [rawMessage(), rawMessage({ body: Buffer.from("{}") })]);
  await discardMessages(ctx, { selection: { ids: [one] }, reason: "a test" });
  await startReplay(ctx, { selection: { ids: [other] }, target: { to: "queue", queue: "work" }, rate: null, reason: "a test" });
  expect((await sql`select permission from audit order by id`).map(({ permission }) => permission)).toEqual([
    "message.discard",
    "replay.start",
  ]);
  expect(await summarizeAudit(ctx, auditFilter.parse({}))).toMatchObject({ appendOnly: true });
  expect(await summarizeAudit({ ...ctx, sql: owner.sql }, auditFilter.parse({}))).toMatchObject({ appendOnly: false });
  for (const change of [
    "update audit set reason = 'other'",
    "delete from audit",
    "truncate audit",
    "drop table audit",
    "update principals set name = 'somebody else'",
    "delete from principals",
    "truncate principals",
    "select setval('audit_id_seq', 1)",
    "alter table audit disable trigger all",
  ])
    await expect(sql.unsafe(change), change).rejects.toMatchObject({ code: "42501" });
});

test("a database that is behind is refused to a role that may not change it, with what to do", async () => {
  const server = await testServer();
  const name = `t_${randomBytes(8).toString("hex")}`;
  await onServer(server, (sql) => sql.unsafe(`create database ${name}`));
  const url = new URL(server);
  url.pathname = `/${name}`;
  const role = await makeRole(url.href);
  onTestFinished(() => onServer(server, (sql) => sql.unsafe(`drop database ${name} with (force)`)).then(() => {}));
  await expect(migrateDatabase(role.url)).rejects.toThrow(/lacks \d+ migrations, and its role r_\w+ may not .* "npm run migrate"/);
  await migrateDatabase(url.href);
  await migrateDatabase(url.href);
});
