import { randomUUID } from "node:crypto";
import { chmod, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import postgres from "postgres";
import { expect, onTestFinished, test, vi } from "vitest";
import { startEmbedded, stopEmbedded } from "../../db/embedded.ts";
import { readPostmaster } from "../../db/postmaster.ts";
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

test("on a replica an event is not processed only where the replica has come as far as the event", async () => {
  const home = join(tmpdir(), `redrive-standby-${randomUUID()}`);
  onTestFinished(async () => {
    await stopEmbedded(home);
    await rm(home, { recursive: true, force: true });
  });
  const sql = postgres(await startEmbedded(home), { max: 1, onnotice: () => {} });
  await sql.unsafe("create table seen (event_id text primary key, at timestamptz default now()); insert into seen values ('e1')");
  await sql.end();
  const committed = Date.now();
  // Ended in the middle, it replays its log as a replica does, and waits for more of it.
  const data = join(home, "data");
  const server = readPostmaster(data);
  if (server === null) throw new Error("It does not run.");
  process.kill(server.pid, "SIGQUIT");
  await vi.waitUntil(() => readPostmaster(data) === null, { timeout: 20_000 });
  const signal = join(data, "standby.signal");
  await writeFile(signal, "");
  // The server may run as another user.
  await chmod(signal, 0o666);
  const databaseUrl = await startEmbedded(home);
  const applications = openApplications([
    { name: "orders", engine: "postgres", databaseUrl, consumes: [], unknown: null, tables: [seen, newest] },
  ]);
  onTestFinished(() => applications.close());
  const ask = async (eventId: string, producedAt: number | null) =>
    (await findProcessed(applications.all[0] ?? expect.fail(), null, [{ eventId, producedAt }])).get(eventId);
  expect(await ask("e1", Date.now())).toMatchObject({ state: "processed" });
  expect(await ask("e2", committed - 60_000)).toEqual({ state: "not_processed" });
  expect(await ask("e2", Date.now())).toEqual({
    state: "unknown",
    reason: "The database is a replica, and has not come as far as the event yet.",
  });
  expect(await ask("e2", null)).toMatchObject({ state: "unknown", forever: true });
  const latest = await findLatest(applications.all[0] ?? expect.fail(), null, [{ key: "e1", eventType: "Changed" }]);
  expect(latest({ key: "e1", eventType: "Changed" })).toMatchObject({ state: "known", mayLag: expect.stringContaining("is a replica") });
});
