import { afterAll, expect, test } from "vitest";
import * as auditRoute from "../../app/api/audit/export/route.ts";
import * as bodyRoute from "../../app/api/messages/[messageId]/body/route.ts";
import * as exportRoute from "../../app/api/messages/export/route.ts";
import * as healthRoute from "../../app/api/health/route.ts";
import * as readyRoute from "../../app/api/ready/route.ts";
import * as signInRoute from "../../app/api/sign-in/route.ts";
import * as signOutRoute from "../../app/api/sign-out/route.ts";
import * as trpcRoute from "../../app/api/trpc/[trpc]/route.ts";
import { connectDatabase } from "../db/client.ts";
import { NoticeListener } from "../live/listen.ts";
import { createTestDatabase } from "../testing/database.ts";
import { cookiesOf, makeAccount, makeToken, password, signInConfig } from "../testing/people.ts";
import { populate } from "../testing/populate.ts";
import { appRouter } from "../trpc/router.ts";

const database = await createTestDatabase();
const clients = connectDatabase(database.url, { max: 4 });
const { ctx, inputs } = await populate(clients);
const config = { ...ctx.config, signIn: signInConfig, http: { ...ctx.config.http, port: 4400 } };
// The routes serve what the console of this process has opened.
Object.assign(globalThis, { redrive: { config, ctx: Promise.resolve({ ...ctx, config, live: new NoticeListener(clients.sql) }) } });
const eve = await makeAccount(ctx, "eve@shop.example", { role: "admin" });
const { token } = await makeToken(ctx, eve.id, { role: "viewer" });
afterAll(async () => {
  await clients.close();
  await database.drop();
});

const none = { params: Promise.resolve({}) };
function request(path: string, init: RequestInit & { headers?: Record<string, string> } = {}): Request {
  return new Request(`http://127.0.0.1:4400${path}`, { ...init, headers: { host: "127.0.0.1:4400", ...init.headers } });
}
const post = (body: unknown, headers: Record<string, string> = {}) =>
  signInRoute.POST(request("/api/sign-in", { method: "POST", body: JSON.stringify(body), headers }), none);
const list = (headers: Record<string, string> = {}) => trpcRoute.GET(request("/api/trpc/queues.list", { headers }), none);
const auditRows = async () => (await clients.sql`select from audit`).length;

test("nobody reads or does anything before signing in, and knocking leaves no trace", async () => {
  const before = await auditRows();
  const procedures = appRouter._def.procedures as unknown as Record<string, { _def: { type: string } }>;
  for (const [path, { _def }] of Object.entries(procedures)) {
    const input = JSON.stringify(inputs[path]);
    if (_def.type === "subscription" || ["people.ways", "people.provider"].includes(path)) continue;
    const asked =
      _def.type === "mutation"
        ? request(`/api/trpc/${path}`, { method: "POST", body: input, headers: { "content-type": "application/json" } })
        : request(`/api/trpc/${path}${input === undefined ? "" : `?input=${encodeURIComponent(input)}`}`);
    const answer = await (_def.type === "mutation" ? trpcRoute.POST : trpcRoute.GET)(asked, none);
    expect.soft(answer.status, path).toBe(401);
    expect.soft(await answer.text(), path).toContain("Sign in first.");
  }
  const form = new FormData();
  form.set("selection", '{"ids":[1]}');
  form.set("reason", "to look");
  const routes = [
    auditRoute.GET(request("/api/audit/export?format=csv"), none),
    exportRoute.POST(request("/api/messages/export", { method: "POST", body: form }), none),
    bodyRoute.GET(request("/api/messages/1/body"), { params: Promise.resolve({ messageId: "1" }) }),
  ];
  expect((await Promise.all(routes)).map(({ status }) => status)).toEqual([401, 401, 401]);
  const stream = await trpcRoute.GET(request("/api/trpc/live.notices"), none);
  expect(await stream.text()).toContain("Sign in first.");
  expect(await auditRows()).toBe(before);
});

test("a cookie that signs in is for this host, no script, no other site; and it is gone after sign-out", async () => {
  const answer = await post({ email: "eve@shop.example", password });
  expect([answer.status, answer.headers.get("cache-control")]).toEqual([204, "no-store"]);
  const cookies = answer.headers.getSetCookie();
  expect(cookies).toEqual([
    expect.stringMatching(/^redrive-session-4400=[\w-]{43}; Path=\/; Max-Age=43200; HttpOnly; SameSite=Lax$/),
    expect.stringMatching(/^redrive-device-4400=[\w-]{43}; Path=\/; Max-Age=15552000; HttpOnly; SameSite=Lax$/),
  ]);
  const cookie = cookiesOf(cookies).get("cookie") ?? "";
  expect((await list({ cookie })).status).toBe(200);
  const out = await signOutRoute.POST(request("/api/sign-out", { method: "POST", headers: { cookie } }), none);
  expect(out.headers.getSetCookie()).toEqual(["redrive-session-4400=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax"]);
  expect((await list({ cookie })).status).toBe(401);
});

test("another site signs nobody in or out", async () => {
  for (const headers of [
    { origin: "https://evil.example" },
    { "sec-fetch-site": "cross-site" },
    { "sec-fetch-site": "same-site" },
  ] as Record<string, string>[]) {
    expect((await post({ email: "eve@shop.example", password }, headers)).status).toBe(403);
    expect((await signOutRoute.POST(request("/api/sign-out", { method: "POST", headers }), none)).status).toBe(403);
  }
});

test("what is no sign-in is refused in words", async () => {
  for (const body of [
    null,
    [],
    {},
    { email: "eve@shop.example" },
    { email: 1, password },
    { email: "ann", password },
    { email: "eve@shop.example", password: "" },
    { email: "a@b\u0000", password },
    { email: "eve@shop.example", password: "\ud800" },
  ]) {
    const answer = await post(body);
    expect(answer.status).toBe(400);
    expect(await answer.json()).toEqual({ error: expect.stringMatching(/[a-z]{3,}/) });
  }
  const text = await signInRoute.POST(request("/api/sign-in", { method: "POST", body: "email=ann" }), none);
  expect([text.status, await text.json()]).toEqual([400, { error: "Send JSON." }]);
});

test("a token signs in by its header only: in an address it is refused, whatever it is sent to", async () => {
  expect((await list({ authorization: `Bearer ${token}` })).status).toBe(200);
  for (const path of [
    `/api/trpc/queues.list?token=${token}`,
    `/api/trpc/queues.list?input=${encodeURIComponent(JSON.stringify({ token }))}`,
    `/api/audit/export?format=csv&access_token=${token}`,
  ]) {
    const answer = await trpcRoute.GET(request(path, { headers: { authorization: `Bearer ${token}` } }), none);
    const text = await answer.text();
    expect([answer.status, text.includes(token)]).toEqual([400, false]);
    expect(text).toContain("A token stands in the address");
  }
});

test("health is told to everybody, the state of each source only to who may see the settings", async () => {
  expect((await healthRoute.GET(request("/api/health"), none)).status).toBe(200);
  expect(await (await readyRoute.GET(request("/api/ready"), none)).json()).toEqual({ ready: true });
  const told = await readyRoute.GET(request("/api/ready", { headers: { authorization: `Bearer ${token}` } }), none);
  expect(await told.json()).toMatchObject({ ready: true, database: { ok: true }, sources: [] });
  const watcher = await makeToken(ctx, eve.id, { role: "lead" });
  const named = await readyRoute.GET(request("/api/ready", { headers: { authorization: `Bearer ${watcher.token}` } }), none);
  expect(await named.json()).toMatchObject({ ready: true, sources: [{ name: "shop", state: expect.any(String) }] });
});
