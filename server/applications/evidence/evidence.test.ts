import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { expect, onTestFinished, test } from "vitest";
import { openApplications } from "../open.ts";
import { findDone } from "../processed/find-done.ts";

function open(url: string, sends: Readonly<Record<string, string>> = {}, allow: readonly string[] = ["127.0.0.1"]) {
  const applications = openApplications(
    [{ name: "orders", engine: "postgres", databaseUrl: null, consumes: [], unknown: null, tables: [], evidence: { url, sends } }],
    allow,
  );
  onTestFinished(() => applications.close());
  return async (...ids: string[]) => {
    const [application] = applications.all;
    const found = await findDone(
      application ?? expect.fail(),
      "billing",
      ids.map((eventId) => ({ eventId, producedAt: 0 })),
    );
    return ids.map((id) => found.get(id));
  };
}

async function serve(answer: (request: IncomingMessage, response: ServerResponse, body: string) => void) {
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const part of request) body += String(part);
    answer(request, response, body);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  return `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}/evidence`;
}

const json = (response: ServerResponse, body: unknown, status = 200) =>
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));

test("the example server of the guide answers, with its token", async () => {
  const home = mkdtempSync(join(tmpdir(), "redrive-evidence-"));
  const file = join(home, "effects.json");
  writeFileSync(file, JSON.stringify({ e1: { times: 2, at: "2026-11-30T12:00:00Z" }, "e'2": {} }));
  const env = { NODE_ENV: "test" as const, PATH: process.env["PATH"], PORT: "0", EVIDENCE_TOKEN: "t0ken", EVIDENCE_FILE: file };
  const server = spawn(process.execPath, ["docs/guide/evidence-server.mjs"], { env, stdio: ["ignore", "pipe", "inherit"] });
  onTestFinished(() => {
    server.kill("SIGKILL");
    rmSync(home, { recursive: true });
  });
  const [url] = (await once(createInterface(server.stdout), "line")) as [string];
  expect(await open(url, { authorization: "Bearer t0ken" })("e1", "e'2", "e3", "__proto__")).toEqual([
    { state: "processed", at: Date.UTC(2026, 10, 30, 12), lastAt: null, times: 2, consumers: [] },
    { state: "processed", at: null, lastAt: null, times: 1, consumers: [] },
    { state: "not_processed" },
    { state: "not_processed" },
  ]);
  expect((await open(url, { authorization: "Bearer wrong" })("e1"))[0]).toEqual({
    state: "unknown",
    reason: "Its evidence endpoint answers with status 401.",
  });
});

test("it is asked a hundred at a time, once for each event, with the consumer", async () => {
  const asked: { consumer: string; events: { id: string; producedAt: string }[] }[] = [];
  const url = await serve((_, response, body) => {
    const question = JSON.parse(body) as (typeof asked)[number];
    asked.push(question);
    json(response, { events: question.events.map(({ id }) => ({ id, done: Number(id) % 2 === 0 })) });
  });
  const ids = Array.from({ length: 250 }, (_, index) => String(index));
  const states = (await open(url)(...ids, "0")).map((one) => one?.state);
  expect(states.slice(0, 4)).toEqual(["processed", "not_processed", "processed", "not_processed"]);
  expect(asked.map(({ events }) => events.length)).toEqual([100, 100, 50]);
  expect(asked[0]?.consumer).toBe("billing");
  expect(asked[0]?.events[0]).toEqual({ id: "0", producedAt: "1970-01-01T00:00:00.000Z" });
});

test.each<readonly [string, (response: ServerResponse) => unknown, string]>([
  ["HTML", (response) => response.writeHead(200, { "content-type": "text/html" }).end("<html>"), "something else than"],
  [
    "JSON that is called HTML",
    (response) => response.writeHead(200, { "content-type": "text/html" }).end('{"events":[]}'),
    "something else than",
  ],
  [
    "half of an answer",
    (response) => response.writeHead(200, { "content-type": "application/json" }).end('{"events":[{"id":"e1","do'),
    "something else than",
  ],
  ["another form", (response) => json(response, { e1: true }), "something else than"],
  [
    "an answer that breaks off",
    (response) =>
      response.writeHead(200, { "content-type": "application/json", "content-length": "999" }).write("{", () => response.destroy()),
    "could not be asked",
  ],
  ["10 MB", (response) => json(response, { events: [{ id: "e1", done: false, pad: "x".repeat(10_000_000) }] }), "too large"],
  [
    "a redirect to the metadata of a cloud",
    (response) => response.writeHead(302, { location: "http://169.254.169.254/" }).end(),
    "status 302",
  ],
  ["an error", (response) => json(response, { events: [{ id: "e1", done: false }] }, 500), "status 500"],
  ["nothing", () => {}, "did not answer within 5 seconds"],
  ["an empty list", (response) => json(response, { events: [] }), "does not know of the event"],
  ["another event", (response) => json(response, { events: [{ id: "E1", done: false }] }), "does not know of the event"],
  [
    "two answers",
    (response) =>
      json(response, {
        events: [
          { id: "e1", done: false },
          { id: "e1", done: true },
        ],
      }),
    "does not know of the event",
  ],
  ["a contradiction", (response) => json(response, { events: [{ id: "e1", done: false, times: 2 }] }), "does not know of the event"],
  ["null", (response) => json(response, { events: [{ id: "e1", done: null }] }), "does not know of the event"],
])("%s is unknown, never safe", async (_, answer, reason) => {
  const url = await serve((__, response) => void answer(response));
  const ask = open(url);
  const began = performance.now();
  expect((await ask("e1"))[0]).toEqual({ state: "unknown", reason: expect.stringContaining(reason) });
  expect(performance.now() - began).toBeLessThan(6_000);
});

test("an endpoint that failed is left alone for a while", async () => {
  let times = 0;
  const url = await serve((_, response) => {
    times++;
    response.writeHead(503).end();
  });
  const ask = open(url);
  for (let n = 0; n < 5; n++) expect((await ask("e1"))[0]?.state).toBe("unknown");
  expect(times).toBe(1);
});

test("this machine is asked only where outbound.allow opens it", async () => {
  const url = await serve((_, response) => json(response, { events: [{ id: "e1", done: false }] }));
  expect((await open(url, {}, [])("e1"))[0]).toMatchObject({
    state: "unknown",
    reason: expect.stringContaining("it is this machine itself"),
  });
  expect((await open(url)("e1"))[0]).toEqual({ state: "not_processed" });
});

test("one event that the endpoint refuses is unknown, and makes no other so", async () => {
  const url = await serve((_, response, body) => {
    const { events } = JSON.parse(body) as { events: { id: string }[] };
    if (events.some(({ id }) => id.includes("<"))) return json(response, {}, 400);
    return json(response, { events: events.map(({ id }) => ({ id, done: false })) });
  });
  const ask = open(url);
  const ids = Array.from({ length: 20 }, (_, n) => (n === 7 ? "<x>" : `e${n}`));
  const said = await ask(...ids);
  expect(said.map((one) => one?.state)).toEqual(ids.map((id) => (id === "<x>" ? "unknown" : "not_processed")));
  expect(await ask("e1")).toMatchObject([{ state: "not_processed" }]);
});

test("what an endpoint told in time counts, also where a later part is late, and the rest is asked again next time", async () => {
  let parts = 0;
  const url = await serve((_, response, body) => {
    const { events } = JSON.parse(body) as { events: { id: string }[] };
    if (++parts < 3) json(response, { events: events.map(({ id }) => ({ id, done: true })) });
    else response.writeHead(503).end();
  });
  const said = await open(url)(...Array.from({ length: 250 }, (_, n) => `e${n}`));
  expect([said[0]?.state, said[199]?.state]).toEqual(["processed", "processed"]);
  expect(said[200]).toEqual({ state: "unknown", reason: "Its evidence endpoint answers with status 503." });
});

test("of an endpoint that takes long for each part no more is asked after 5 seconds, and it is not left alone for that", async () => {
  const url = await serve((_, response, body) => {
    const { events } = JSON.parse(body) as { events: { id: string }[] };
    setTimeout(() => json(response, { events: events.map(({ id }) => ({ id, done: false })) }), 2_600);
  });
  const ask = open(url);
  const said = await ask(...Array.from({ length: 250 }, (_, n) => `e${n}`));
  expect([said[0]?.state, said[199]?.state]).toEqual(["not_processed", "not_processed"]);
  expect(said[200]).toEqual({ state: "unknown", reason: "Its evidence endpoint took 5 seconds for the events before it." });
  expect(await ask("e200")).toMatchObject([{ state: "not_processed" }]);
});
