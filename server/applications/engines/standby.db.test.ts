import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { chmod, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import postgres, { type Sql } from "postgres";
import { expect, onTestFinished, test, vi } from "vitest";
import { startEmbedded, stopEmbedded } from "../../db/embedded.ts";
import { startProxy } from "../../testing/proxy.ts";
import { openApplications } from "../open.ts";
import { findLatest } from "../sequences/find-latest.ts";
import { findProcessed } from "../processed/find-processed.ts";

const seen = {
  kind: "processed",
  schema: "public",
  table: "seen",
  eventId: "event_id",
  consumer: null,
  at: null,
  done: [],
  keeps: "all",
} as const;

const newest = {
  kind: "latest",
  schema: "public",
  table: "seen",
  key: "event_id",
  eventAt: { column: "at", zone: "UTC" },
  eventTypes: null,
  consumer: null,
} as const;

const soon = { timeout: 60_000, interval: 200 };
const behind = { state: "unknown", reason: expect.stringMatching(/^The database is a replica, and its last transaction is \d+ s old: /) };

/** A primary that has processed e1, and a replica of it that streams; `reader` may only read. */
async function openPair() {
  const [home, copy] = [1, 2].map((n) => join(tmpdir(), `redrive-standby-${n}-${randomUUID()}`)) as [string, string];
  onTestFinished(async () => {
    await Promise.all([stopEmbedded(copy), stopEmbedded(home)]);
    await Promise.all([rm(copy, { recursive: true, force: true }), rm(home, { recursive: true, force: true })]);
  });
  const first = postgres(await startEmbedded(home), { max: 1, onnotice: () => {} });
  await first.unsafe(`create table seen (event_id text primary key, at timestamptz default now()); insert into seen values ('e1');
    create role reader login password 'p'; grant select on seen to reader`);
  await first.end();
  await stopEmbedded(home);
  await promisify(execFile)("cp", ["-a", home, copy]);
  const primaryUrl = await startEmbedded(home);
  const { port, username, password } = new URL(primaryUrl);
  const proxy = await startProxy({ host: "127.0.0.1", port: Number(port) });
  onTestFinished(() => proxy.close());
  const signal = join(copy, "data", "standby.signal");
  await writeFile(signal, "");
  // The server may run as another user.
  await chmod(signal, 0o666);
  const replicaUrl = await startEmbedded(copy, {
    primary_conninfo: `host=127.0.0.1 port=${proxy.port} user=${username} password=${password}`,
  });
  const [primary, replica] = [primaryUrl, replicaUrl].map((url) => postgres(url, { max: 1, onnotice: () => {} })) as [Sql, Sql];
  onTestFinished(async () => {
    await Promise.all([primary.end(), replica.end()]);
  });
  return { primary, replica, replicaUrl, proxy };
}

function asker(databaseUrl: string, user?: string) {
  const own = new URL(databaseUrl);
  if (user !== undefined) [own.username, own.password] = [user, "p"];
  const applications = openApplications([
    { name: "orders", engine: "postgres", databaseUrl: own.href, consumes: [], unknown: null, tables: [seen, newest] },
  ]);
  onTestFinished(() => applications.close());
  const [application = expect.fail()] = applications.all;
  const ask = async (eventId: string) =>
    (await findProcessed(application, null, [{ eventId, producedAt: Date.now() - 3_600_000 }])).get(eventId);
  return { application, ask };
}

test("what is missing on a replica was not processed only while the replica has all that its primary has", {
  timeout: 180_000,
}, async () => {
  const { primary, replica, replicaUrl, proxy } = await openPair();
  const [{ application, ask }, reader] = [asker(replicaUrl), asker(replicaUrl, "reader")];
  expect(await ask("e1")).toMatchObject({ state: "processed" });
  // The primary has written nothing since the replica began: only who may see that the replica has all of it knows that.
  await vi.waitFor(async () => expect(await ask("e2")).toEqual({ state: "not_processed" }), soon);
  expect(await reader.ask("e2")).toEqual({ state: "unknown", reason: expect.stringContaining("does not say how far it has come") });
  const beat = () => primary`update seen set at = now() where event_id = 'e1'`;
  await beat();
  await vi.waitFor(async () => expect(await reader.ask("e2")).toEqual({ state: "not_processed" }), { timeout: 4_000, interval: 50 });
  await vi.waitFor(async () => expect(await reader.ask("e2")).toEqual(behind), soon);
  // It receives, and replays nothing: what is processed now was produced an hour ago.
  await replica`select pg_wal_replay_pause()`;
  await primary`insert into seen values ('e2')`;
  await vi.waitFor(async () => expect(await ask("e2")).toEqual(behind), soon);
  expect(await reader.ask("e2")).toMatchObject({ state: "unknown" });
  expect(await ask("e1")).toMatchObject({ state: "processed" });
  await replica`select pg_wal_replay_resume()`;
  await vi.waitFor(async () => expect(await reader.ask("e2")).toMatchObject({ state: "processed" }), soon);
  const latest = await findLatest(application, null, [{ key: "e1", eventType: "Changed" }]);
  expect(latest({ key: "e1", eventType: "Changed" })).toMatchObject({ state: "known", mayLag: expect.stringContaining("is a replica") });
  // A receiver that has just begun knows what its forerunner heard.
  await vi.waitFor(async () => expect(await ask("e3")).toEqual({ state: "not_processed" }), soon);
  proxy.holdAt("IDENTIFY_SYSTEM");
  proxy.cut();
  await primary`insert into seen values ('e3')`;
  const streams = async () => (await replica`select 1 from pg_stat_wal_receiver where status = 'streaming'`).length;
  await vi.waitFor(async () => expect(await streams()).toBe(1), { timeout: 20_000, interval: 50 });
  await vi.waitFor(async () => expect(await ask("e3")).toEqual(behind), { timeout: 15_000, interval: 200 });
  expect(await streams()).toBe(1);
});
