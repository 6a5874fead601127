import { hash, randomUUID } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import postgres from "postgres";
import { onTestFinished } from "vitest";
import { connectDatabase } from "../db/client.ts";
import { startEmbedded } from "../db/embedded.ts";
import { locks } from "../db/locks.ts";
import { migrateDatabase } from "../db/migrate.ts";

/** Data of a test run is worth nothing after a power cut. */
const fast = { fsync: "off", full_page_writes: "off", synchronous_commit: "off", max_connections: "200" };
export const embeddedHome = join(tmpdir(), `redrive-tests-${process.getuid?.() ?? 0}`);

/** The server that tests share: the one that TEST_DATABASE_URL names, else an embedded one. */
export async function testServer(): Promise<string> {
  return process.env["REDRIVE_TEST_DATABASE_URL"] ?? (await startEmbedded(embeddedHome, fast));
}

/** A migrated database of one's own; the caller drops it with `drop()`. */
export async function createTestDatabase(): Promise<{ url: string; drop(): Promise<void> }> {
  const server = await testServer();
  const name = `t_${randomUUID().replaceAll("-", "")}`;
  template ??= makeTemplate(server);
  const from = await template;
  await onServer(server, (sql) => sql.unsafe(`create database ${name} template ${from}`));
  return { url: urlOf(server, name), drop: () => onServer(server, (sql) => dropAll(sql, name)) };
}

/** And what a test made beside it, whose names begin with its own (`sampleApplication`). */
async function dropAll(sql: postgres.Sql, name: string): Promise<void> {
  const all = await sql<{ one: string }[]>`select datname as one from pg_database where starts_with(datname, ${name})`;
  for (const { one } of all) await sql.unsafe(`drop database if exists ${one} with (force)`);
}

/** A database with what another one holds now, as a backup that is restored. Nobody may be connected to the other one. */
export async function copyDatabase(url: string): Promise<{ url: string; drop(): Promise<void> }> {
  const server = await testServer();
  const name = `t_${randomUUID().replaceAll("-", "")}`;
  await onServer(server, (sql) => sql.unsafe(`create database ${name} template ${new URL(url).pathname.slice(1)}`));
  return { url: urlOf(server, name), drop: () => onServer(server, (sql) => sql.unsafe(`drop database if exists ${name} with (force)`)) };
}

let template: Promise<string> | null = null;

/** The migrated database that others are copies of, which takes less than migrating each. Other migrations make another. */
async function makeTemplate(server: string): Promise<string> {
  const migrations = readdirSync("drizzle")
    .filter((file) => file.endsWith(".sql"))
    .toSorted();
  const name = `redrive_${hash("sha256", migrations.map((file) => readFileSync(join("drizzle", file), "utf8")).join()).slice(0, 16)}`;
  await onServer(server, async (sql) => {
    await sql`select pg_advisory_lock(${locks.testing})`;
    if ((await sql`select 1 from pg_database where datname = ${name}`).length > 0) return;
    const unready = `${name}_unready`;
    await sql.unsafe(`drop database if exists ${unready} with (force)`);
    await sql.unsafe(`create database ${unready}`);
    await migrateDatabase(urlOf(server, unready));
    await sql.unsafe(`alter database ${unready} rename to ${name}`);
  });
  return name;
}

function urlOf(server: string, database: string): string {
  const url = new URL(server);
  url.pathname = `/${database}`;
  return url.href;
}

/** Clients on a database of one's own, closed and dropped when the test that asked has finished. Inside a suite use `createTestDatabase`. */
export async function testDatabase() {
  const database = await createTestDatabase();
  const clients = connectDatabase(database.url, { max: 5 });
  onTestFinished(async () => {
    await clients.close();
    await database.drop();
  });
  return { ...clients, url: database.url };
}

/** An empty database, such as an application has; the caller drops it with `drop()`. `options` of its making, in SQL. */
export async function createApplicationDatabase(options = ""): Promise<{ url: string; drop(): Promise<void> }> {
  const server = await testServer();
  const name = `a_${randomUUID().replaceAll("-", "")}`;
  await onServer(server, (sql) => sql.unsafe(`create database ${name} ${options}`));
  return {
    url: urlOf(server, name),
    drop: async () => void (await onServer(server, (at) => at.unsafe(`drop database if exists ${name} with (force)`))),
  };
}

/** The same until the test ends. */
export async function createEmptyDatabase(options = ""): Promise<{ url: string; sql: postgres.Sql }> {
  const { url, drop } = await createApplicationDatabase(options);
  const sql = postgres(url, { max: 2, onnotice: () => {} });
  onTestFinished(async () => {
    await sql.end();
    await drop();
  });
  return { url, sql };
}

export const silentLog = pino({ level: "silent" });

/** Statements on a server, in none of its databases in particular. */
export async function onServer(server: string, work: (sql: postgres.Sql) => Promise<unknown>): Promise<void> {
  const sql = postgres(server, { max: 1, onnotice: () => {} });
  try {
    await work(sql);
  } finally {
    await sql.end({ timeout: 5 });
  }
}
