import { randomUUID } from "node:crypto";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import postgres from "postgres";
import { onTestFinished } from "vitest";
import { connectDatabase } from "../db/client.ts";
import { startEmbedded } from "../db/embedded.ts";
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
  const url = new URL(server);
  url.pathname = `/${name}`;
  await onServer(server, `create database ${name}`);
  await migrateDatabase(url.href);
  return { url: url.href, drop: () => onServer(server, `drop database if exists ${name} with (force)`) };
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

export const silentLog = pino({ level: "silent" });

async function onServer(server: string, statement: string): Promise<void> {
  const sql = postgres(server, { max: 1, onnotice: () => {} });
  try {
    await sql.unsafe(statement);
  } finally {
    await sql.end({ timeout: 5 });
  }
}
