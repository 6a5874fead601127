import { afterAll, expect, test } from "vitest";
import * as bodyRoute from "../../app/api/messages/[messageId]/body/route.ts";
import * as exportRoute from "../../app/api/messages/export/route.ts";
import * as auditRoute from "../../app/api/audit/export/route.ts";
import * as missingRoute from "../../app/api/[...missing]/route.ts";
import * as trpcRoute from "../../app/api/trpc/[trpc]/route.ts";
import { DomainError } from "../errors.ts";
import { testContext } from "../testing/context.ts";
import { createTestDatabase } from "../testing/database.ts";
import { connectDatabase } from "../db/client.ts";
import { capture, rawMessage, watchQueue } from "../testing/messages.ts";
import { fileResponse } from "./file.ts";
import { route } from "./route.ts";

/** The console's context is opened once a process, so the file shares a database. */
const database = await createTestDatabase();
process.env["DATABASE_URL"] = database.url;
process.env["PORT"] = "3000";
const clients = connectDatabase(database.url, { max: 2 });
const ctx = testContext(clients);
const ids = await capture(ctx, await watchQueue(ctx), [rawMessage({ body: Buffer.from("<b>hostile</b>") })]);
afterAll(async () => {
  await clients.close();
  await database.drop();
});

const none = { params: Promise.resolve({}) };

function request(path: string, init: RequestInit = {}): Request {
  const asked = new Request(`http://127.0.0.1:3000${path}`, init);
  if (!asked.headers.has("host")) asked.headers.set("host", "127.0.0.1:3000");
  return asked;
}

function exportOf(selection: object, headers: Record<string, string> = {}): Promise<Response> {
  const body = new FormData();
  body.set("selection", JSON.stringify(selection));
  body.set("reason", "to look at it");
  return exportRoute.POST(request("/api/messages/export", { method: "POST", body, headers }), none);
}

const auditRows = () => clients.sql<{ permission: string; result: string; address: string | null }[]>`
  select permission, result, address from audit where permission = 'message.export' order by id`;

test("an export of what nobody counted is refused before it is written down or begun", async () => {
  const response = await exportOf({ filter: "", asOf: new Date().toISOString() });
  expect([response.status, response.headers.get("content-type")]).toEqual([400, "application/json"]);
  expect((await exportOf({ prepared: 999_999 })).status).toBe(409);
  expect(await auditRows()).toEqual([]);
});

test("an export is one audit row, whose address is not what the caller claims", async () => {
  const response = await exportOf({ ids }, { "x-forwarded-for": "203.0.113.9" });
  expect([response.status, response.headers.get("cache-control")]).toEqual([200, "no-store"]);
  expect(await response.text()).toContain('"text":"<b>hostile</b>"');
  expect(await auditRows()).toEqual([{ permission: "message.export", result: "allowed", address: null }]);
});

test("a body is a file that no browser runs; what is not there is 404, what is no number 400", async () => {
  const get = (id: string | number) =>
    bodyRoute.GET(request(`/api/messages/${id}/body`), { params: Promise.resolve({ messageId: String(id) }) });
  const found = await get(ids[0] ?? 0);
  expect(await found.text()).toBe("<b>hostile</b>");
  expect(Object.fromEntries(found.headers)).toMatchObject({
    "content-type": "application/octet-stream",
    "content-disposition": `attachment; filename="message-${ids[0]}.bin"`,
    "cache-control": "no-store",
  });
  expect((await get(999_999)).status).toBe(404);
  expect((await get("x")).status).toBe(400);
});

test("the audit log is a file; an unknown format is refused", async () => {
  const get = (query: string) => auditRoute.GET(request(`/api/audit/export?${query}`), none);
  expect((await get("format=csv")).headers.get("content-disposition")).toMatch(/^attachment; filename="redrive-audit-.*\.csv"$/);
  expect(await (await get("format=xml")).json()).toEqual({ error: "The format is csv or json." });
  await (await get("format=json&result=refused&period=all")).text();
  const [row] = await clients.sql`select subject, permission, data from audit order by id desc limit 1`;
  expect(row).toMatchObject({
    subject: "the audit log",
    permission: "audit.view",
    data: { act: "export", format: "json", result: "refused", period: "all" },
  });
});

test("a foreign page gets nothing from any route", async () => {
  const foreign = { headers: { host: "evil.example:3000" } };
  const responses = await Promise.all([
    exportRoute.POST(request("/api/messages/export", { method: "POST", ...foreign }), none),
    auditRoute.GET(request("/api/audit/export?format=csv", foreign), none),
    bodyRoute.GET(request(`/api/messages/${ids[0]}/body`, foreign), { params: Promise.resolve({ messageId: String(ids[0]) }) }),
    trpcRoute.GET(request("/api/trpc/queues.list", foreign), none),
  ]);
  expect(responses.map(({ status }) => status)).toEqual([403, 403, 403, 403]);
});

test("what another site asks for it does not get: no answer, no download, no stream", async () => {
  const foreign: Record<string, string>[] = [
    { "sec-fetch-site": "cross-site" },
    { "sec-fetch-site": "same-site" },
    { origin: "http://evil.example" },
  ];
  for (const headers of foreign) {
    const responses = await Promise.all([
      exportRoute.POST(request("/api/messages/export", { method: "POST", headers }), none),
      auditRoute.GET(request("/api/audit/export?format=csv", { headers }), none),
      bodyRoute.GET(request(`/api/messages/${ids[0]}/body`, { headers }), { params: Promise.resolve({ messageId: String(ids[0]) }) }),
      trpcRoute.GET(request("/api/trpc/queues.list", { headers }), none),
      trpcRoute.GET(request("/api/trpc/live.notices", { headers }), none),
    ]);
    expect(responses.map(({ status }) => status)).toEqual([403, 403, 403, 403, 403]);
  }
});

test.each(["NaN", "1.5", "0x1", "1e3", "-1", "9007199254740993", "%E0%A4%A", ""])(
  "the body of message %j is refused in words",
  async (messageId) => {
    const response = await bodyRoute.GET(request("/api/messages/x/body"), { params: Promise.resolve({ messageId }) });
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({ error: expect.stringMatching(/[a-z]{3,}/) });
  },
);

test("a body that is too large is refused with the limit, whether it says its size or not", async () => {
  const post = (path: string, bytes: number, said: boolean) => {
    const headers = { "content-type": "application/json", ...(said ? { "content-length": String(bytes) } : {}) };
    return trpcRoute.POST(request(path, { method: "POST", body: Buffer.alloc(bytes, " "), headers }), none);
  };
  for (const said of [true, false]) {
    const refused = await post("/api/trpc/messages.discard", 4_194_305, said);
    expect([refused.status, await refused.json()]).toEqual([413, { error: "This request may hold up to 4 MB." }]);
  }
  expect((await post("/api/trpc/messages.discard", 4_194_304, false)).status).toBe(400);
  expect((await post("/api/trpc/messages.edit", 134_217_729, false)).status).toBe(413);
});

test("a body of 64 MB can be edited, whatever it holds", async () => {
  const id = ids[0] ?? 0;
  const text = `{"eventId":"large","text":"${'\\"'.repeat(16_777_216)}${"a".repeat(33_554_432)}"}`;
  const [{ seq }] = await clients.sql<[{ seq: number }]>`select seq from messages where id = ${id}`;
  const body = JSON.stringify({ id, seq, body: { text }, reason: "a test" });
  const headers = { "content-type": "application/json" };
  const response = await trpcRoute.POST(request("/api/trpc/messages.edit", { method: "POST", body, headers }), none);
  expect([response.status, await response.json()]).toMatchObject([200, { result: { data: { version: 2 } } }]);
  const found = await bodyRoute.GET(request(`/api/messages/${id}/body`), { params: Promise.resolve({ messageId: String(id) }) });
  expect((await found.text()) === text).toBe(true);
});

test("what no route is called answers as a route does", async () => {
  const response = await missingRoute.GET(request("/api/nothing"), none);
  expect([response.status, await response.json()]).toEqual([404, { error: "There is no such address here." }]);
  expect((await missingRoute.POST(request("/api/nothing", { method: "POST", headers: { host: "evil.example" } }), none)).status).toBe(403);
});

test("a problem of an input is told in words, not in what the validator dumps", async () => {
  const response = await trpcRoute.GET(request(`/api/trpc/messages.get?input=${encodeURIComponent('{"id":"abc"}')}`), none);
  expect([response.status, await response.json()]).toMatchObject([
    400,
    { error: { message: "id: Invalid input: expected number, received string." } },
  ]);
});

test("over tRPC a domain's error keeps its words and status", async () => {
  const response = await trpcRoute.GET(request(`/api/trpc/messages.get?input=${encodeURIComponent('{"id":999999}')}`), none);
  expect(response.status).toBe(404);
  expect(await response.json()).toMatchObject({
    error: { message: "There is no message 999999 that you may see.", data: { code: "NOT_FOUND", httpStatus: 404, path: "messages.get" } },
  });
});

test("an error of ours keeps its words; the text of any other never leaves", async () => {
  const known = route(() => Promise.reject(new DomainError("conflict", "Somebody was faster.")));
  const answer = await known(request("/api/x"), none);
  expect([answer.status, await answer.json()]).toEqual([409, { error: "Somebody was faster." }]);
  const unknown = route(() => Promise.reject(new Error("password=hunter2")));
  const masked = await unknown(request("/api/x"), none);
  expect(masked.status).toBe(500);
  expect(await masked.json()).toEqual({
    error: expect.stringMatching(/^Something failed on the server\. Its log has the error under [0-9a-f]{8}\.$/),
  });
});

test("a download that fails on its way breaks off without the reason", async () => {
  async function* lines(): AsyncGenerator<string> {
    yield "one\n";
    throw new Error("password=hunter2");
  }
  const failed = await fileResponse(lines(), { name: "a.jsonl", type: "application/jsonl" }).text().catch(String);
  expect(failed).toMatch(/Something failed on the server/);
});
