import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { sql } from "drizzle-orm";
import { expect, onTestFinished, test, vi } from "vitest";
import { createEmptyDatabase } from "../../testing/database.ts";
import { createMariaDatabase } from "../../testing/mariadb.ts";
import type { Engine } from "../application.ts";
import type { ProcessedMapping } from "../mapping.ts";
import { openApplications } from "../open.ts";
import { findProcessed } from "../processed/find-processed.ts";

const schemes = [["postgres"], ["mysql"]] as const;
const mostMs = 6_000;

function open(engine: Engine, databaseUrl: string, schema = "public") {
  const table: ProcessedMapping = {
    kind: "processed",
    schema,
    table: "seen",
    eventId: "event_id",
    consumer: null,
    at: null,
    done: [],
    keeps: "all",
  };
  const applications = openApplications([{ name: "orders", engine, databaseUrl, consumes: [], unknown: null, tables: [table] }]);
  onTestFinished(() => applications.close());
  const [application] = applications.all;
  if (!application) throw new Error("No application.");
  const ask = async () => {
    const began = performance.now();
    const found = await findProcessed(application, null, [{ eventId: "e1", producedAt: null }]);
    return { answer: found.get("e1"), ms: performance.now() - began };
  };
  return { application, ask };
}

/** A server on loopback that does with each connection what it is told. */
async function listen(onConnection: (socket: Socket) => void) {
  const sockets = new Set<Socket>();
  let most = 0;
  const server = createServer((socket) => {
    sockets.add(socket);
    most = Math.max(most, sockets.size);
    socket.on("close", () => sockets.delete(socket)).on("error", () => {});
    onConnection(socket);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const address = server.address();
  return { port: typeof address === "object" ? address?.port : 0, sockets, most: () => most, close: () => server.close() };
}

test.each(schemes)(
  "%s: a server that accepts and never answers: unknown within 6 s for all who ask, one connection, then a rest",
  async (engine) => {
    const silent = await listen((socket) => socket.resume());
    const { ask } = open(engine, `${engine}://u:p@127.0.0.1:${silent.port}/shop`);
    for (const { answer, ms } of await Promise.all([ask(), ask(), ask()])) {
      expect(answer?.state).toBe("unknown");
      expect(ms).toBeLessThan(mostMs);
    }
    expect(silent.most()).toBe(1);
    const resting = await ask();
    expect(resting).toMatchObject({ answer: { state: "unknown" } });
    expect(resting.ms).toBeLessThan(500);
    await vi.waitUntil(() => silent.sockets.size === 0);
  },
);

/** A database with a table, and what hurts it. */
async function shop(engine: Engine) {
  if (engine === "postgres") {
    const { url, sql: owner } = await createEmptyDatabase();
    await owner.unsafe("create table seen (event_id text primary key, other int); insert into seen values ('e1')");
    return {
      url,
      schema: "public",
      run: async (text: string) => void (await owner.unsafe(text)),
      lock: async () => {
        const held = await owner.reserve();
        await held.unsafe("begin; lock table seen in access exclusive mode");
        return async () => {
          await held.unsafe("rollback");
          held.release();
        };
      },
      connections: async () =>
        (await owner`select 1 from pg_stat_activity where application_name = 'redrive reads' and datname = current_database()`).length,
    };
  }
  const { url, sql: owner, named, as } = await createMariaDatabase();
  await owner.query("create table seen (event_id varchar(40) primary key, other int); insert into seen values ('e1', null)");
  const own = await as("own", [`select on ${named}.*`]);
  return {
    url: own,
    schema: named,
    run: async (text: string) => void (await owner.query(text)),
    lock: async () => {
      await owner.query("lock tables seen write");
      return async () => void (await owner.query("unlock tables"));
    },
    connections: async () => {
      const [rows] = await owner.query("select 1 from information_schema.processlist where user = ?", [new URL(own).username]);
      return (rows as unknown[]).length;
    },
    admin: url,
  };
}

test.each(schemes)("%s: a lock that somebody holds: unknown in time, and known when it is gone", async (engine) => {
  const { url, schema, lock, connections } = await shop(engine);
  const { ask } = open(engine, url, schema);
  expect((await ask()).answer).toMatchObject({ state: "processed" });
  const unlock = await lock();
  const { answer, ms } = await ask();
  expect(answer).toEqual({ state: "unknown", reason: "It did not answer in time." });
  expect(ms).toBeLessThan(mostMs);
  await unlock();
  await vi.waitUntil(async () => (await ask()).answer?.state === "processed", { timeout: 20_000, interval: 200 });
  await Promise.all(Array.from({ length: 20 }, ask));
  expect(await connections()).toBe(1);
});

test.each(schemes)("%s: a statement that does not end is ended by the server", async (engine) => {
  const { url, schema, connections } = await shop(engine);
  const { application } = open(engine, url, schema);
  const forever = engine === "postgres" ? sql`select pg_sleep(60)` : sql`select count(*) from seen where sleep(60) = 1`;
  const began = performance.now();
  await expect(application.database.read(forever)).rejects.toMatchObject({ code: "busy" });
  expect(performance.now() - began).toBeLessThan(mostMs);
  await vi.waitUntil(async () => (await connections()) <= 1, { timeout: 10_000 });
});

test.each(schemes)("%s: a column or a table that a migration took away between two reads is unknown, with the reason", async (engine) => {
  const { url, schema, run } = await shop(engine);
  const { ask } = open(engine, url, schema);
  expect((await ask()).answer).toMatchObject({ state: "processed" });
  await run("alter table seen drop column event_id");
  expect((await ask()).answer).toMatchObject({ state: "unknown", reason: expect.stringMatching("Its tables have changed") });
  await run("drop table seen");
  expect((await ask()).answer).toMatchObject({ state: "unknown", reason: expect.stringMatching("Its tables have changed") });
});

test.each(schemes)(
  "%s: a server that falls silent or vanishes in the middle: unknown in time, and one new connection when it is back",
  async (engine) => {
    const { url, schema, connections } = await shop(engine);
    const { hostname, port } = new URL(url);
    let isSilent = false;
    const between = await listen((socket) => {
      const beyond = connect(Number(port), hostname);
      beyond.on("error", () => socket.destroy()).on("close", () => socket.destroy());
      socket.on("close", () => beyond.destroy());
      socket.on("data", (bytes) => isSilent || beyond.write(bytes));
      beyond.on("data", (bytes) => isSilent || socket.write(bytes));
    });
    const through = new URL(url);
    through.port = String(between.port);
    const { ask } = open(engine, through.href, schema);
    expect((await ask()).answer).toMatchObject({ state: "processed" });
    isSilent = true;
    const { answer, ms } = await ask();
    expect(answer).toMatchObject({ state: "unknown" });
    expect(ms).toBeLessThan(mostMs);
    isSilent = false;
    await vi.waitUntil(async () => (await ask()).answer?.state === "processed", { timeout: 20_000, interval: 200 });
    for (const socket of between.sockets) socket.destroy();
    await vi.waitUntil(async () => (await ask()).answer?.state === "processed", { timeout: 20_000, interval: 200 });
    await vi.waitUntil(async () => (await connections()) === 1, { timeout: 10_000 });
    expect(between.most()).toBe(1);
    between.close();
    for (const socket of between.sockets) socket.destroy();
    await vi.waitUntil(async () => (await ask()).answer?.state === "unknown", { timeout: 20_000, interval: 200 });
    expect((await ask()).ms).toBeLessThan(mostMs);
  },
);
