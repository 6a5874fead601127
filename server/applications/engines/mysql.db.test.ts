import { sql } from "drizzle-orm";
import { expect, onTestFinished, test } from "vitest";
import type { ApplicationSpec } from "../application.ts";
import { findTable } from "../catalogue.ts";
import { outboxAt } from "../has-columns.ts";
import type { ProcessedMapping } from "../mapping.ts";
import { openApplications } from "../open.ts";
import { readRow } from "../outbox/get-row.ts";
import { findProcessed } from "../processed/find-processed.ts";
import { findTwice } from "../processed/find-twice.ts";
import { findLast } from "../sequences/find-last.ts";
import { ofKind, readTables } from "../tables.ts";
import { createMariaDatabase, teachZone } from "../../testing/mariadb.ts";

const at = Date.UTC(2026, 10, 30, 12, 0, 0, 250);

function open(databaseUrl: string, tables: ApplicationSpec["tables"] = []) {
  const applications = openApplications([{ name: "orders", engine: "mysql", databaseUrl, consumes: [], unknown: null, tables }]);
  onTestFinished(() => applications.close());
  const [application] = applications.all;
  if (!application) throw new Error("No application.");
  return application;
}

function mapped(schema: string, table: string, more: Partial<ProcessedMapping> = {}): ProcessedMapping {
  return {
    kind: "processed",
    schema,
    table,
    eventId: "event_id",
    consumer: null,
    at: { column: "at", zone: "UTC" },
    done: [],
    keeps: "all",
    ...more,
  };
}

async function ask(application: ReturnType<typeof open>, ...ids: string[]) {
  const found = await findProcessed(
    application,
    null,
    ids.map((eventId) => ({ eventId, producedAt: at })),
  );
  return ids.map((id) => found.get(id));
}

test("the catalogue tells columns, indexes, views, grants and odd names of the own database alone", async () => {
  const { url, sql: owner, named, as } = await createMariaDatabase();
  await owner.query(`
    create table \`cap.published\` (Id bigint unsigned primary key, Content longtext, index by_text (Content(20)));
    create table \`od\`\`d %?\` (a binary(16), b bit(1), c varchar(9), index two (c, a));
    create table seen (event_id varchar(40) primary key, at datetime(3)) partition by key () partitions 2;
    create table fleeting (a int) engine = memory;
    create view recent as select event_id from seen`);
  const all = await open(url).database.catalogue();
  expect(all.map(({ schema, table, is }) => [schema, table, is])).toEqual([
    [named, "cap.published", "table"],
    [named, "fleeting", "table"],
    [named, "od`d %?", "table"],
    [named, "recent", "view"],
    [named, "seen", "partitioned"],
  ]);
  expect(findTable(all, { schema: named, table: "cap.published" })).toMatchObject({
    columns: [
      { name: "Id", type: "bigint unsigned" },
      { name: "Content", type: "longtext" },
    ],
    indexed: ["Id"],
    mayRead: true,
    mayWrite: true,
  });
  expect(findTable(all, { schema: named, table: "od`d %?" })?.columns.map(({ type }) => type)).toEqual(["binary(16)", "bit(1)", "varchar"]);
  expect(all.filter(({ isUnlogged }) => isUnlogged).map(({ table }) => table)).toEqual(["fleeting"]);

  const reader = await open(
    await as("reader", [`select on ${named}.seen`, `delete on ${named}.fleeting`, `select (a) on ${named}.\`od\`\`d %?\``]),
  ).database.catalogue();
  expect(reader.map(({ table, mayRead, mayWrite }) => [table, mayRead, mayWrite])).toEqual([
    ["fleeting", false, true],
    ["od`d %?", true, false],
    ["seen", true, false],
  ]);
  const whole = await open(await as("whole", [`select on ${named}.*`])).database.catalogue();
  expect(whole.map(({ mayRead, mayWrite }) => [mayRead, mayWrite])).toEqual(Array(5).fill([true, false]));
});

test("ids are found in columns of text, bytes, uuids and numbers; a bit says done; hostile ids find nothing", async () => {
  const { url, sql: owner, named } = await createMariaDatabase();
  const id = "a0000000-0000-4000-8000-0000000000ff";
  await owner.query(`
    create table texts (event_id varchar(300) primary key, at datetime(3), done bit(1) not null);
    insert into texts values ('e''1\\\\', '2026-11-30 12:00:00.250', b'1'), ('claimed', null, b'0'), ('${id.toUpperCase()}', null, b'1');
    create table bytes (event_id binary(16) primary key, at datetime(3)); insert into bytes values (unhex(replace('${id}', '-', '')), '2026-11-30 12:00:00.250');
    create table uuids (event_id uuid primary key, at datetime(3)); insert into uuids values ('${id}', null);
    create table numbers (event_id bigint unsigned primary key, at datetime(3)); insert into numbers values (9007199254740993, null), (18446744073709551615, null);
    create table tiny (event_id tinyint primary key, at datetime(3)); insert into tiny values (-128, null);
    create table decimals (event_id decimal(30, 2) primary key, at datetime(3)); insert into decimals values (123456789012345678901, null);
    create table raw (event_id varbinary(40) primary key, at datetime(3)); insert into raw values ('e1', null);
    create table old (event_id varchar(20) character set latin1 primary key, at datetime(3)); insert into old values ('e1', null)`);
  const hostile = ["' or 1=1 -- ", "\\' or 1=1 -- ", "%", "☃😀", "e2\0", "x".repeat(100_000), ""];
  const states = async (table: string, more: Partial<ProcessedMapping>, ...ids: string[]) =>
    (await ask(open(url, [mapped(named, table, more)]), ...ids)).map((answer) => answer?.state);
  const done = { done: [{ column: "done", is: "true" }] } as const;
  expect(await states("texts", done, "e'1\\", "claimed", id, ...hostile)).toEqual([
    "processed",
    "not_processed",
    "processed",
    ...hostile.map(() => "not_processed"),
  ]);
  for (const table of ["bytes", "uuids"])
    expect(await states(table, {}, id, id.toUpperCase(), id.replaceAll("-", ""), ...hostile)).toEqual([
      ...Array(3).fill("processed"),
      ...hostile.map(() => "unknown"),
    ]);
  const [largest, beyond] = ["18446744073709551615", "18446744073709551616"];
  expect(await states("numbers", {}, "9007199254740993", "9007199254740992", largest, beyond, "007", "-1", ...hostile)).toEqual([
    "processed",
    "not_processed",
    "processed",
    "unknown",
    "unknown",
    "unknown",
    ...hostile.map(() => "unknown"),
  ]);
  expect(await states("tiny", {}, "-128", "127", "128")).toEqual(["processed", "not_processed", "unknown"]);
  expect(await states("decimals", {}, "123456789012345678901", "123456789012345678902", "1.5")).toEqual([
    "processed",
    "not_processed",
    "unknown",
  ]);
  expect(await states("raw", {}, "e1")).toEqual(["unknown"]);
  expect(await states("old", {}, "e1", ...hostile)).toEqual(["processed", ...hostile.map(() => "not_processed")]);
});

test("an id that only its collation takes for the same is unknown, and neither processed nor not processed", async () => {
  const { url, sql: owner, named } = await createMariaDatabase();
  await owner.query(`create table seen (event_id varchar(40) collate utf8mb4_general_ci, at datetime(3), index (event_id));
    insert into seen values ('Order-1', null), ('Order-2', null), ('order-2', null)`);
  const [other, own, absent] = await ask(open(url, [mapped(named, "seen")]), "order-1", "order-2", "order-3");
  expect(other).toMatchObject({ state: "unknown", reason: expect.stringContaining("Order-1") });
  expect(own).toMatchObject({ state: "processed", times: 1 });
  expect(absent).toEqual({ state: "not_processed" });
});

test("bytes that are uuids stay apart in what was processed twice; a key that only a collation takes for the same is unknown", async () => {
  const { url, sql: owner, named } = await createMariaDatabase();
  const uuid = (n: number) => `a0000000-0000-4000-8000-00000000000${n}`;
  const bytes = (n: number) => `unhex(replace('${uuid(n)}', '-', ''))`;
  await owner.query(`
    create table bytes (event_id binary(16), at datetime(3), index (at), index (event_id));
    insert into bytes values (${bytes(1)}, '2026-11-30 12:00'), (${bytes(2)}, '2026-11-30 12:01'), (${bytes(2)}, '2026-11-30 12:02');
    create table positions (\`key\` varchar(40) collate utf8mb4_general_ci, last int, index (\`key\`));
    insert into positions values ('Order-1', 9), ('Order-2', 5), ('order-2', 7);
    create table shared (\`key\` varchar(40) primary key, last int, consumer varchar(40) collate utf8mb4_general_ci);
    insert into shared values ('a', 3, 'Payments'), ('b', 3, 'payments');
    create table uuids (\`key\` binary(16) primary key, last int); insert into uuids values (${bytes(1)}, 4)`);
  const [twice] = (await findTwice(open(url, [mapped(named, "bytes")]))).tables;
  expect(twice?.events.map(({ eventId, times }) => [eventId, times])).toEqual([[uuid(2), 2]]);
  const last = async (table: string, keys: readonly string[], consumer: string | null = null) => {
    const mapping = { kind: "sequences", schema: named, table, key: "key", last: "last", field: null, at: null, holes: false } as const;
    const application = open(url, [{ ...mapping, consumer: consumer && "consumer" }]);
    const found = await findLast(application, consumer, keys);
    return keys.map((key) => found?.of(key));
  };
  expect(await last("positions", ["order-1", "Order-2", "order-2", "order-3"])).toMatchObject([
    { state: "unknown", reason: expect.stringContaining("Order-1") },
    { state: "known", last: "5" },
    { state: "known", last: "7" },
    { state: "absent" },
  ]);
  expect(await last("shared", ["a", "b"], "payments")).toMatchObject([
    { state: "unknown", reason: expect.stringContaining("Payments") },
    { last: "3" },
  ]);
  const shared = open(url, [mapped(named, "shared", { eventId: "key", consumer: "consumer", at: null })]);
  const processed = await findProcessed(shared, "payments", [
    { eventId: "a", producedAt: at },
    { eventId: "b", producedAt: at },
  ]);
  expect([processed.get("a"), processed.get("b")]).toMatchObject([
    { state: "unknown", reason: expect.stringContaining("Payments") },
    { state: "processed" },
  ]);
  expect(await last("uuids", [uuid(1).toUpperCase(), uuid(2), "order-1"])).toMatchObject([
    { last: "4" },
    { state: "absent" },
    { state: "unknown" },
  ]);
});

test("rows of an outbox whose ids are bytes are told apart, and found by the id that they are told under", async () => {
  const { url, sql: owner, named } = await createMariaDatabase();
  const id = "a0000000-0000-4000-8000-0000000000ff";
  await owner.query(`create table outbox (id binary(16) primary key, event_id binary(16), sent bit(1));
    insert into outbox values (unhex(replace('${id}', '-', '')), unhex(replace('${id}', '-', '')), b'0'), (unhex('ff'), null, b'0')`);
  const outbox = outboxAt(
    { schema: named, table: "outbox" },
    { id: "id", eventId: "event_id", pending: [{ column: "sent", is: "not_true" }], published: null, untold: [] },
  );
  const application = open(url, [outbox]);
  const tables = await readTables(application);
  const [settled] = tables.state === "known" ? ofKind(tables.tables, "outbox") : [];
  if (settled?.state !== "ready") throw new Error("It is not ready.");
  expect(await readRow(application.database, settled, id)).toMatchObject({ id, event_id: id });
});

test("a TIMESTAMP is read in UTC whatever the server's zone, a DATETIME in the zone that the mapping names; a zone nobody taught it is unknown", async () => {
  const { url, sql: owner, named } = await createMariaDatabase();
  await owner.query(`set time_zone = '+05:30';
    create table stamps (event_id varchar(9) primary key, at timestamp(3) null); insert into stamps values ('e1', from_unixtime(${at / 1_000}));
    create table naive (event_id varchar(9) primary key, at datetime(3), index (at)); insert into naive values ('e1', '2026-11-30 13:00:00.250')`);
  const told = async (table: string, zone: string, keeps: "all" | "oldest" = "all") =>
    (await ask(open(url, [mapped(named, table, { at: { column: "at", zone }, keeps })]), "e1", "e2")) as { state: string; at?: number }[];
  expect((await told("stamps", "Asia/Tokyo"))[0]).toMatchObject({ at });
  expect((await told("naive", "UTC"))[0]).toMatchObject({ at: at + 3_600_000 });
  expect(await told("naive", "Mars/Olympus", "oldest")).toMatchObject([{ state: "processed", at: null }, { state: "unknown" }]);
  teachZone(url, "Europe/Berlin");
  expect((await told("naive", "Europe/Berlin"))[0]).toMatchObject({ at });
});

test("a read cannot write, whoever asks; a column that is gone, a grant that is gone and a lock say what they are", async () => {
  const { url, sql: owner, named, as } = await createMariaDatabase();
  await owner.query("create table seen (event_id varchar(40) primary key, at datetime(3)) engine = innodb");
  const { database } = open(url);
  const seen = sql`${sql.identifier(named)}.${sql.identifier("seen")}`;
  for (const statement of [sql`delete from ${seen}`, sql`drop table ${seen}`, sql`create table x (a int)`])
    await expect(database.read(statement)).rejects.toMatchObject({ code: "denied" });
  expect(await database.write(sql`insert into ${seen} values ('e1', null), ('e2', null)`)).toHaveLength(2);
  const reader = open(await as("reader", [`select on ${named}.seen`]), [mapped(named, "seen")]);
  await expect(reader.database.write(sql`delete from ${seen}`)).rejects.toMatchObject({ code: "denied" });
  expect((await ask(reader, "e1"))[0]).toMatchObject({ state: "processed" });
  expect((await readTables(reader)).state).toBe("known");
  await owner.query("alter table seen drop column at");
  expect((await ask(reader, "e1"))[0]).toMatchObject({ state: "unknown", reason: "Its tables have changed (error 1054)." });
  await owner.query("lock tables seen write");
  await expect(database.read(sql`select * from ${seen}`)).rejects.toMatchObject({ code: "busy" });
  await owner.query("unlock tables");
});

test("large numbers, decimals and times arrive as text, and a limit limits", async () => {
  const { url } = await createMariaDatabase();
  const { database } = open(url);
  const rows = await database.read(
    database.dialect.limited(
      sql`select 9007199254740993 as n, 1.10 as d, timestamp '2026-11-30 00:00:00' as t, json_object('n', 9007199254740993) as j`,
      1,
    ),
  );
  expect(rows).toEqual([{ n: "9007199254740993", d: "1.10", t: "2026-11-30 00:00:00", j: '{"n": 9007199254740993}' }]);
});
