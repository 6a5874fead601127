import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { connectDatabase } from "../db/client.ts";
import { createTestDatabase } from "../testing/database.ts";

const soon = { timeout: 60_000, interval: 100 };

/** The product as `npm start` runs it, without a console, in a folder of its own. null: on its embedded database. */
function start(databaseUrl: string | null) {
  const folder = mkdtempSync(join(tmpdir(), "redrive-start-"));
  symlinkSync(resolve("drizzle"), join(folder, "drizzle"));
  writeFileSync(join(folder, "redrive.yaml"), "sources: {}\n");
  const env: NodeJS.ProcessEnv = { ...process.env, REDRIVE_ROLE: "worker", REDRIVE_CONFIG: join(folder, "redrive.yaml") };
  if (databaseUrl === null) delete env["DATABASE_URL"];
  else env["DATABASE_URL"] = databaseUrl;
  const product = spawn(process.execPath, [resolve("server/process/start.ts")], { cwd: folder, env, stdio: ["ignore", "pipe", "pipe"] });
  const said: string[] = [];
  for (const stream of [product.stdout, product.stderr]) stream.on("data", (chunk: Buffer) => said.push(String(chunk)));
  const ended = once(product, "exit");
  const stop = async () => {
    product.kill("SIGTERM");
    return (await ended)[0] as number | null;
  };
  onTestFinished(async () => {
    await stop();
    rmSync(folder, { recursive: true });
  });
  return { folder, stop, log: () => said.join("") };
}

test("a start waits for a read-only database, and goes on once it can be written", { timeout: 120_000 }, async () => {
  const database = await createTestDatabase();
  onTestFinished(database.drop);
  const { sql, close } = connectDatabase(database.url, { max: 1 });
  onTestFinished(close);
  const name = new URL(database.url).pathname.slice(1);
  const workers = async () => (await sql`select from workers`).length;
  await sql.unsafe(`alter database ${name} set default_transaction_read_only = on`);
  const { log, stop } = start(database.url);
  await vi.waitFor(() => expect(log()).toContain("redrive: waiting for the database"), soon);
  expect(await workers()).toBe(0);
  await sql.unsafe(`alter database ${name} set default_transaction_read_only = off`);
  await vi.waitFor(async () => expect(await workers(), log()).toBe(1), soon);
  expect(await stop()).toBe(0);
});

test("a product that is stopped stops its embedded database", { timeout: 120_000 }, async () => {
  const { folder, log, stop } = start(null);
  const running = join(folder, ".redrive/postgres/data/postmaster.pid");
  await vi.waitFor(() => expect(log()).toMatch(/worker/), soon);
  expect(existsSync(running)).toBe(true);
  expect(await stop()).toBe(0);
  expect(existsSync(running)).toBe(false);
});
