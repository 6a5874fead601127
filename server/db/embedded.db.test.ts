import { execFileSync, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { chmodSync, existsSync, mkdirSync, readFileSync, realpathSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import postgres from "postgres";
import { expect, onTestFinished, test, vi } from "vitest";
import { connectDatabase } from "./client.ts";
import { followEmbedded } from "./follow-embedded.ts";
import { keepEmbedded } from "../process/supervise.ts";
import { startEmbedded, stopEmbedded, stopUnused } from "./embedded.ts";
import { migrateDatabase } from "./migrate.ts";
import { isAlive, readPostmaster } from "./postmaster.ts";

function freshHome(): string {
  const home = join(tmpdir(), `redrive-embedded-${randomUUID()}`);
  onTestFinished(async () => {
    await stopEmbedded(home);
    rmSync(home, { recursive: true, force: true });
  });
  return home;
}

/** A folder of root's that nobody else may enter, as its home is. */
function closedFolder(): string {
  const folder = join(tmpdir(), `redrive-closed-${randomUUID()}`);
  mkdirSync(folder);
  chmodSync(folder, 0o700);
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}
const isRoot = process.getuid?.() === 0;

test("processes that start together share one server", async () => {
  const home = freshHome();
  const urls = await Promise.all([startEmbedded(home), startEmbedded(home), startEmbedded(home)]);
  expect(new Set(urls).size).toBe(1);
});

test("a server whose programs have gone with their checkout is replaced", async () => {
  const home = freshHome();
  await startEmbedded(home);
  const options = join(home, "data", "postmaster.opts");
  const pid = () => readFileSync(join(home, "data", "postmaster.pid"), "utf8").split("\n", 1)[0];
  const before = pid();
  writeFileSync(options, `/nowhere${readFileSync(options, "utf8")}`);
  const sql = postgres(await startEmbedded(home), { max: 1 });
  expect(await sql`select 1 as n`).toEqual([{ n: 1 }]);
  expect(pid()).not.toBe(before);
  await sql.end();
});

test("what a killed server leaves behind may take its time: the next start waits for it", async () => {
  const home = freshHome();
  const url = await startEmbedded(home);
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  const [row] = await sql`select pg_backend_pid() as pid`;
  const child = Number(row?.["pid"]);
  process.kill(child, "SIGSTOP");
  onTestFinished(() => void (isAlive(child) && process.kill(child, "SIGKILL")));
  const server = readPostmaster(join(home, "data"))?.pid ?? 0;
  process.kill(server, "SIGKILL");
  await vi.waitFor(() => expect(isAlive(server)).toBe(false));
  const started = startEmbedded(home);
  const refusals = () => readFileSync(join(home, "postgres.log"), "utf8").split("shared memory block").length - 1;
  await vi.waitFor(() => expect(refusals()).toBeGreaterThan(11), { timeout: 50_000, interval: 50 });
  process.kill(child, "SIGCONT");
  expect(await started).toBe(url);
  await sql.end({ timeout: 1 });
});

test("a server that cannot start says why, at once", async () => {
  await expect(startEmbedded(freshHome(), { work_mem: "much" })).rejects.toThrow(
    /did not start; .*FATAL: +invalid value for parameter "work_mem"/,
  );
});

test("rows survive a kill -9 of the server, and it restarts at once", async () => {
  const home = freshHome();
  const url = await startEmbedded(home);
  const before = postgres(url, { max: 1, onnotice: () => {} });
  await before`create table kept as select 7 as n`;
  await before.end();
  await killServer(home);
  const after = postgres(await startEmbedded(home), { max: 1 });
  expect(await after`select n from kept`).toEqual([{ n: 7 }]);
  await after.end();
});

test("a restart leaves the database what it is; a copy of its folder is another, also where it takes its place", async () => {
  const home = freshHome();
  await migrateDatabase(await startEmbedded(home));
  const identity = async (): Promise<unknown> => {
    const sql = postgres(await startEmbedded(home), { max: 1 });
    const [row] = await sql`select database_identity() as identity`;
    await sql.end();
    return row?.["identity"];
  };
  const before = await identity();
  await stopEmbedded(home);
  expect(await identity()).toBe(before);
  await killServer(home);
  expect(await identity()).toBe(before);
  await stopEmbedded(home);
  const backup = `${home}-backup`;
  onTestFinished(() => rmSync(backup, { recursive: true, force: true }));
  // With owners and times, as backups are made.
  execFileSync("cp", ["-a", home, backup]);
  rmSync(home, { recursive: true });
  execFileSync("cp", ["-a", backup, home]);
  expect(await identity()).not.toBe(before);
});

test("where another program has taken its port since, it starts on another", async () => {
  const home = freshHome();
  const first = new URL(await startEmbedded(home)).port;
  await stopEmbedded(home);
  const taker = createServer().listen(Number(first), "127.0.0.1");
  onTestFinished(() => void taker.close());
  await once(taker, "listening");
  const sql = postgres(await startEmbedded(home), { max: 1 });
  expect(await sql`select 1 as n`).toEqual([{ n: 1 }]);
  await sql.end();
});

test("a pool that is open finds it there, and so does what listens", async () => {
  const home = freshHome();
  const url = await startEmbedded(home);
  const { sql, close } = connectDatabase(url, { max: 2 });
  onTestFinished(close);
  onTestFinished(followEmbedded(sql, url, home));
  const heard: string[] = [];
  await sql.listen("moves", (text) => heard.push(text));
  await killServer(home);
  const taker = createServer((socket) => socket.destroy()).listen(Number(new URL(url).port), "127.0.0.1");
  onTestFinished(() => void taker.close());
  await once(taker, "listening");
  expect(await startEmbedded(home)).not.toBe(url);
  const tell = async () => {
    await sql`select pg_notify('moves', 'here')`;
    expect(heard).toContain("here");
  };
  await vi.waitFor(tell, { timeout: 20_000, interval: 100 });
});

test("a pool of another database stays where it is", async () => {
  const home = freshHome();
  const other = freshHome();
  await startEmbedded(home);
  const url = await startEmbedded(other);
  const { sql, close } = connectDatabase(url, { max: 1 });
  onTestFinished(close);
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  onTestFinished(followEmbedded(sql, url, home));
  vi.advanceTimersByTime(5_000);
  vi.useRealTimers();
  expect(sql.options.port).toEqual([Number(new URL(url).port)]);
});

test("while a console runs, a server that was killed is started again by its keeper", async () => {
  const home = freshHome();
  const sql = postgres(await startEmbedded(home), { max: 1, onnotice: () => {} });
  const [file = "", ...words] = keepEmbedded(home).command;
  const keeper = spawn(file, words, { stdio: "ignore" });
  onTestFinished(async () => void keeper.kill("SIGTERM"));
  await killServer(home);
  await vi.waitFor(async () => expect(await sql`select 1 as n`).toEqual([{ n: 1 }]), { timeout: 30_000, interval: 200 });
  await sql.end();
});

test("a server that stands still for seconds is the same afterwards, and so is its port", async () => {
  const home = freshHome();
  const url = await startEmbedded(home);
  const pid = serverOf(home);
  process.kill(pid, "SIGSTOP");
  try {
    expect(await Promise.all([startEmbedded(home), startEmbedded(home)])).toEqual([url, url]);
    expect(await stopUnused(home)).toBe(false);
  } finally {
    process.kill(pid, "SIGCONT");
  }
  expect([serverOf(home), await startEmbedded(home)]).toEqual([pid, url]);
});

test("a server whose connections are all taken runs, and is not stopped under those who hold them", async () => {
  const home = freshHome();
  const url = await startEmbedded(home, { max_connections: "5", superuser_reserved_connections: "0" });
  const taken = Array.from({ length: 5 }, () => postgres(url, { max: 1 }));
  await Promise.all(taken.map((sql) => sql`select 1`));
  expect(await startEmbedded(home)).toBe(url);
  expect(await stopUnused(home)).toBe(false);
  expect(await Promise.all(taken.map((sql) => sql`select 1 as n`))).toHaveLength(5);
  await Promise.all(taken.map((sql) => sql.end()));
});

test("a product that ends stops the server, unless another is connected to it", async () => {
  const home = freshHome();
  const other = postgres(await startEmbedded(home), { max: 1 });
  await other`select 1`;
  expect(await stopUnused(home)).toBe(false);
  expect(await other`select 1 as n`).toEqual([{ n: 1 }]);
  await other.end();
  expect(await stopUnused(home)).toBe(true);
  expect([serverOf(home), await stopUnused(home)]).toEqual([0, false]);
});

test("a process that has the number of a server that is gone does not keep the next one away", async () => {
  const home = freshHome();
  await startEmbedded(home);
  const file = join(home, "data", "postmaster.pid");
  const text = readFileSync(file, "utf8");
  await stopEmbedded(home);
  writeFileSync(file, text.replace(/^\d+/, String(process.pid)));
  const sql = postgres(await startEmbedded(home), { max: 1 });
  expect(await sql`select 1 as n`).toEqual([{ n: 1 }]);
  await sql.end();
});

test.runIf(isRoot)("in a folder that only root may enter it starts, keeps its rows, and opens nothing", async () => {
  const folder = closedFolder();
  const home = join(folder, ".redrive/postgres");
  // What an earlier version left when it failed.
  mkdirSync(home, { recursive: true });
  const first = postgres(await startEmbedded(home), { max: 1, onnotice: () => {} });
  onTestFinished(async () => {
    await stopEmbedded(home);
    rmSync(realpathSync(home), { recursive: true });
  });
  await first`create table kept as select 7 as n`;
  await first.end();
  await stopEmbedded(home);
  expect(existsSync(join(home, "data/postmaster.pid"))).toBe(false);
  const second = postgres(await startEmbedded(home), { max: 1 });
  expect(await second`select n from kept`).toEqual([{ n: 7 }]);
  await second.end();
  expect(statSync(folder).mode & 0o777).toBe(0o700);
});

test.runIf(isRoot)("data that its user can no longer enter is left as it is, and the reason is said", async () => {
  const home = join(closedFolder(), "postgres");
  mkdirSync(join(home, "data"), { recursive: true });
  await expect(startEmbedded(home)).rejects.toThrow(`cannot enter ${home}`);
  expect(existsSync(join(home, "data"))).toBe(true);
});

function serverOf(home: string): number {
  return readPostmaster(join(home, "data"))?.pid ?? 0;
}

async function killServer(home: string): Promise<void> {
  const pid = serverOf(home);
  process.kill(pid, "SIGKILL");
  await vi.waitFor(() => expect(isAlive(pid)).toBe(false), { timeout: 10_000, interval: 10 });
}
