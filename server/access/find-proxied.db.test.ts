import { once } from "node:events";
import { createServer } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import type { Config } from "../config/config.ts";
import { testContext } from "../testing/context.ts";
import { testDatabase } from "../testing/database.ts";
import { makeAccount, makeToken, signedIn, signInConfig } from "../testing/people.ts";
import { presets } from "./roles.ts";
import { signInPath } from "./sign-in-path.ts";
import { stampProxied } from "./stamp-proxied.ts";
import { whoAsks } from "./who-asks.ts";

const secret = "q8Vw2rT5yLx0Zk7Bn4Mj9Hd1";
const proxy = {
  from: ["127.0.0.1"],
  userHeader: "x-forwarded-user",
  groupsHeader: "x-forwarded-groups",
  secretHeader: "x-proxy-secret",
  secret,
};
const grant = (role: keyof typeof presets) => ({ role, permissions: presets[role], sources: ["*"], queues: ["*"] });
const access: Config["access"] = {
  roles: presets,
  grants: [
    { grant: grant("viewer"), people: ["Ann@shop.example"], groups: [] },
    { grant: grant("operator"), people: ["bob"], groups: ["sre"] },
  ],
};

/** A server that does with each request what the console does first, and answers who it is. It is spoken to in bytes. */
async function open({ from = proxy.from }: { readonly from?: readonly string[] } = {}) {
  const clients = await testDatabase();
  const time = { now: Date.parse("2026-11-20T12:00:00Z") };
  const config = { access, signIn: { ...signInConfig, proxy: { ...proxy, from } } };
  const ctx = { ...testContext(clients, { config, clock: () => new Date(time.now) }), address: "10.0.0.9" };
  const warnings: object[] = [];
  const server = createServer(async (request, response) => {
    stampProxied(request, ctx.config.signIn?.proxy ?? null, { warn: (data) => void warnings.push(data) });
    const headers = new Headers(Object.entries(request.headers).map(([name, value]): [string, string] => [name, String(value)]));
    const { principal, credential } = await whoAsks(ctx, headers, { isUse: true });
    const roles = principal.may === "everything" ? [] : principal.may.map(({ role }) => role);
    const page = signInPath({ pathname: "/queues", search: "", headers }, ctx.config);
    const left = Object.values(proxy).filter((name) => typeof name === "string" && headers.has(name));
    response.end(JSON.stringify({ name: principal.name, by: credential?.kind ?? null, roles, page, left }));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const ask = async (...lines: readonly string[]) => {
    const socket = connect(port, "127.0.0.1");
    socket.write(`GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${lines.map((line) => `${line}\r\n`).join("")}\r\n`, "latin1");
    const parts: Uint8Array[] = [];
    for await (const part of socket) parts.push(part as Uint8Array);
    const [head = "", body = ""] = Buffer.concat(parts).toString().split("\r\n\r\n");
    return head.startsWith("HTTP/1.1 200") ? (JSON.parse(/\{.*\}/.exec(body)?.[0] ?? "null") as object) : head.split("\r\n", 1)[0];
  };
  return { ctx, time, ask, warnings };
}

const nobody = { name: "nobody", by: null, roles: [], page: "/sign-in?to=%2Fqueues", left: [] };
const key = `X-Proxy-Secret: ${secret}`;

test("whom the proxy names is signed in with each request, with the groups of that request", async () => {
  const { ctx, ask, time } = await open();
  expect(await ask("X-Forwarded-User: ann@shop.example", "X-Forwarded-Groups: payments, sre", key)).toEqual({
    name: "ann@shop.example",
    by: "proxy",
    roles: ["viewer", "operator"],
    page: null,
    left: [],
  });
  expect(await ask("x-forwarded-user: ann@shop.example", key)).toMatchObject({ roles: ["viewer"] });
  expect(await ask("x-forwarded-user: bob", key)).toMatchObject({ name: "bob", roles: ["operator"] });
  expect(await ask("x-forwarded-user: BOB", key)).toMatchObject({ name: "BOB", roles: [] });
  const people = await ctx.sql`select way, subject, email, groups, seen_at is not null as seen from people where name = 'ann@shop.example'`;
  expect([...people]).toEqual([{ way: "proxy", subject: "proxy:ann@shop.example", email: "ann@shop.example", groups: [], seen: true }]);
  // Some proxies name the groups in another order each time: that is no change.
  await ask("x-forwarded-user: cid", "x-forwarded-groups: a, b", key);
  await ask("x-forwarded-user: cid", "x-forwarded-groups: b, a", key);
  expect([...(await ctx.sql`select groups from people where name = 'cid'`)]).toEqual([{ groups: ["a", "b"] }]);
  const signIns = () => ctx.sql`select from audit where permission = 'session.begin'`;
  expect(await signIns()).toHaveLength(4);
  time.now += 3_600_000;
  await ask("x-forwarded-user: bob", key);
  expect(await signIns()).toHaveLength(4);
  time.now += 13 * 3_600_000;
  await Promise.all([ask("x-forwarded-user: bob", key), ask("x-forwarded-user: bob", key)]);
  expect(await signIns()).toHaveLength(5);
});

test("from anywhere else, or without the secret, the headers are nothing, and are never passed on", async () => {
  const { ask, warnings, ctx } = await open({ from: ["192.0.2.0/24"] });
  for (let n = 0; n < 3; n++) expect(await ask("X-Forwarded-User: ann@shop.example", key, "X-Forwarded-For: 192.0.2.1")).toEqual(nobody);
  expect(warnings).toEqual([{ why: expect.stringContaining("127.0.0.1") }]);
  expect(await ctx.sql`select from people`).toHaveLength(0);
});

test("smuggled headers are refused on the wire", async () => {
  const { ask, ctx } = await open();
  for (const lines of [
    ["X-Forwarded-User: ann@shop.example"],
    ["X-Forwarded-User: ann@shop.example", "X-Proxy-Secret: "],
    ["X-Forwarded-User: ann@shop.example", `x_proxy_secret: ${secret}`],
    ["X_Forwarded_User: ann@shop.example", key],
    ["X-Forwarded-User: bob", "x-forwarded-user: ann@shop.example", key],
    ["X-Forwarded-User: ann@shop.example", "X-Forwarded-Groups: a", "X-FORWARDED-GROUPS: sre", key],
    ["X-Forwarded-User: ann@shop.example", `X-Proxy-Secret: ${secret}x`, key],
    ["X-Forwarded-User: ", key],
    ["X-Redrive-Proxied: %7B%22user%22%3A%22ann%22%2C%22groups%22%3A%5B%5D%7D", key],
  ])
    expect.soft(await ask(...lines), lines.join()).toEqual(nobody);
  for (const lines of [
    ["X-Forwarded-User : ann@shop.example", key],
    ["X-Forwarded-User: bob\r\n ann@shop.example", key],
    ["X-Forwarded-User\0: ann@shop.example", key],
    ["X-Forwarded-User: bob\nX-Forwarded-User: ann@shop.example", key],
  ]) {
    const answer = await ask(...lines);
    expect
      .soft(typeof answer === "string" ? answer : answer, lines.join())
      .toSatisfy((said) => said === "HTTP/1.1 400 Bad Request" || JSON.stringify(said) === JSON.stringify(nobody));
  }
  expect(await ctx.sql`select from people`).toHaveLength(0);
});

test("a token counts over the proxy, the proxy over a cookie; who is disabled is nobody", async () => {
  const { ask, ctx } = await open();
  const eve = await makeAccount(ctx, "eve@shop.example", { role: "admin" });
  const cookie = `Cookie: ${(await signedIn(ctx, eve)).get("cookie")}`;
  const { token } = await makeToken(ctx, eve.id, { role: "viewer" });
  expect(await ask(cookie)).toMatchObject({ name: "eve", by: "session" });
  expect(await ask(cookie, "x-forwarded-user: bob", key)).toMatchObject({ name: "bob", by: "proxy" });
  expect(await ask(cookie, "x-forwarded-user: bob", key, `Authorization: Bearer ${token}`)).toMatchObject({ by: "token" });
  await ctx.sql`update people set disabled_at = now() where way = 'proxy'`;
  expect(await ask(cookie, "x-forwarded-user: bob", key)).toMatchObject({ name: "nobody" });
});
