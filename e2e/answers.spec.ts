import { readdirSync } from "node:fs";
import { connect } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { expect, test } from "@playwright/test";
import { ask, askRaw, startServed } from "./support/served.ts";

/** What the console answers, whatever it is asked and whoever of Node, Next and our own code answers. */
let served: Awaited<ReturnType<typeof startServed>>;
test.beforeAll(async () => {
  served = await startServed((port) => `http: { port: ${port} }`);
});
test.afterAll(() => served.stop());

const everywhere = {
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "permissions-policy": expect.stringContaining("camera=()"),
};
const sealed = "sandbox; default-src 'none'";
const script = `/_next/static/chunks/${readdirSync(".next/static/chunks").find((name) => name.endsWith(".js"))}`;
const rsc = { rsc: "1", "next-router-prefetch": "1" };
const form = { "content-type": "application/x-www-form-urlencoded" };
const json = { "content-type": "application/json" };

interface Kind {
  readonly path: string;
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string;
  readonly status: number;
}

const pages: Readonly<Record<string, Kind>> = {
  "a page": { path: "/messages", status: 200 },
  "a page of one thing": { path: "/messages/1", status: 200 },
  "a page of nothing": { path: "/messages/987654", status: 200 },
  "no page": { path: "/nothing/here", status: 404 },
  "what a click loads, sent to its right address": { path: "/messages", headers: rsc, status: 307 },
  "a page to HEAD": { path: "/messages", method: "HEAD", status: 200 },
};
const answers: Readonly<Record<string, Kind>> = {
  "a page at a foreign host": { path: "/messages", headers: { host: "evil.example" }, status: 403 },
  "a page in a frame of another site": { path: "/", headers: { "sec-fetch-site": "cross-site", "sec-fetch-dest": "iframe" }, status: 403 },
  health: { path: "/api/health", status: 200 },
  "an answer": { path: "/api/trpc/queues.list", status: 200 },
  "an answer of nothing": { path: "/api/trpc/messages.get?input=%7B%22id%22%3A987654%7D", status: 404 },
  "an unknown procedure": { path: "/api/trpc/__proto__.x", status: 404 },
  "bad input": { path: "/api/trpc/messages.get?input=%7B", status: 400 },
  "a body that is too large": {
    path: "/api/trpc/messages.discard",
    method: "POST",
    headers: { ...json, "content-length": "5000000" },
    status: 413,
  },
  "a download": { path: "/api/audit/export?format=csv", status: 200 },
  "a body of a message": { path: "/api/messages/1/body", status: 200 },
  "a body of nothing": { path: "/api/messages/987654/body", status: 404 },
  "a refused export": { path: "/api/messages/export", method: "POST", headers: form, body: "selection=x", status: 400 },
  "a forged act": {
    path: "/api/trpc/queues.pause",
    method: "POST",
    headers: { ...json, origin: "https://evil.example" },
    body: "{}",
    status: 403,
  },
  "metrics of this machine": { path: "/metrics", status: 200 },
  "metrics at a name that is not this machine's": { path: "/metrics", headers: { host: "redrive.example.com" }, status: 403 },
  "metrics that are written to": { path: "/metrics", method: "POST", headers: json, body: "{}", status: 405 },
  "no route": { path: "/api/nothing", status: 404 },
  "an address that cannot be read": { path: "/messages/%ff", status: 404 },
  "a method that a route lacks": { path: "/api/health", method: "DELETE", status: 405 },
  OPTIONS: { path: "/api/trpc/queues.list", method: "OPTIONS", headers: { origin: "https://evil.example" }, status: 204 },
  "a redirect of Next": { path: "/messages/", status: 308 },
  "a missing file of Next": { path: "/_next/static/nothing.js", status: 404 },
  "the optimizer of images, which is off": { path: "/_next/image?url=%2Ficon.svg&w=64&q=75", status: 404 },
  "a long address": { path: `/${"a".repeat(9_000)}`, status: 414 },
  "many parameters": { path: `/?${"a=1&".repeat(300)}`, status: 400 },
  "an absolute address": { path: "http://169.254.169.254/latest/meta-data", status: 400 },
};

for (const [name, { status, path, ...more }] of Object.entries({ ...pages, ...answers }))
  test(`${name} carries the headers that protect it, once each, and is not kept`, async () => {
    const answer = await ask(served.url, { path, ...more });
    expect(answer.status).toBe(status);
    expect(answer.headers).toMatchObject(everywhere);
    expect(answer.headers["cache-control"]).toMatch(/no-store/);
    expect(answer.headers).not.toHaveProperty("x-powered-by");
    expect(answer.headers).not.toHaveProperty("server");
    expect(answer.headers).not.toHaveProperty("strict-transport-security");
    for (const header of Object.keys(answer.headers)) expect(header).not.toMatch(/^access-control/);
    if (name in pages) {
      expect(answer.headers["content-security-policy"]).toMatch(
        /^default-src 'self'; script-src 'self' 'nonce-[^']{20,}' 'strict-dynamic'; /,
      );
      expect(answer.headers["content-security-policy"]).not.toMatch(/unsafe-eval|script-src[^;]*unsafe-inline|\*/);
      expect(answer.headers["referrer-policy"]).toBe("same-origin");
    } else {
      expect(answer.headers["content-security-policy"]).toBe(sealed);
      expect(answer.headers["referrer-policy"]).toBe("no-referrer");
    }
  });

test("files of the build and the icon are kept by browsers, and carry the same headers", async () => {
  for (const path of [script, "/icon.svg"]) {
    const { status, headers } = await ask(served.url, { path });
    expect([status, headers["content-security-policy"]]).toEqual([200, sealed]);
    expect(headers).toMatchObject(everywhere);
    expect(headers["cache-control"]).toMatch(/^public/);
  }
});

test("a stream carries them from its first byte", async () => {
  const answer = await fetch(`${served.url}/api/trpc/live.notices`, { headers: { accept: "text/event-stream" } });
  expect(Object.fromEntries(answer.headers)).toMatchObject({ ...everywhere, "content-security-policy": sealed, "x-accel-buffering": "no" });
  await answer.body?.cancel();
});

test("where people use https every answer says so to browsers", async () => {
  const secure = (port: number) => `signIn: {}\nhttp: { port: ${port}, url: "https://redrive.shop.example", trustedProxies: [127.0.0.1] }`;
  const team = await startServed(secure);
  const said = async (path: string, headers: Record<string, string>) => {
    const answer = await ask(team.url, { path, headers });
    return [answer.status, answer.headers["strict-transport-security"]];
  };
  const long = "max-age=63072000";
  const host = "redrive.shop.example";
  expect(await said("/messages", { host })).toEqual([307, long]);
  expect(await said("/sign-in", { host })).toEqual([200, long]);
  expect(await said("/messages", { host: "evil.example" })).toEqual([403, long]);
  expect(await said("/api/trpc/queues.list", { host })).toEqual([401, long]);
  expect(await said("/api/nothing", { host, origin: `http://${host}` })).toEqual([403, long]);
  expect(await said(script, { host })).toEqual([200, long]);
  expect(await askRaw(team.port, "HELLO\r\n\r\n")).toContain(`strict-transport-security: ${long}`);
  await team.stop();
});

const headersOf = (answer: string) =>
  Object.fromEntries(
    (answer.split("\r\n\r\n")[0] ?? "")
      .split("\r\n")
      .slice(1)
      .map((line) => [line.slice(0, line.indexOf(":")).toLowerCase(), line.slice(line.indexOf(":") + 2)]),
  );

test("what Node itself refuses carries them too, with words", async () => {
  const host = `Host: 127.0.0.1:${served.port}\r\n`;
  const cases: readonly (readonly [bytes: string, says: RegExp])[] = [
    ["HELLO\r\n\r\n", /^HTTP\/1\.1 400 [^]*This is no HTTP request\.$/],
    [`GET / HTTP/1.1\r\n${host}Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n`, /^HTTP\/1\.1 400 /],
    [`GET / HTTP/1.1\r\n${host}X-A: a\r\n b\r\n\r\n`, /^HTTP\/1\.1 400 /],
    [`GET / HTTP/1.1\r\n${host}X-Long: ${"a".repeat(17_000)}\r\n\r\n`, /^HTTP\/1\.1 431 [^]*up to 16384 bytes\.$/],
    [`GET / HTTP/1.1\r\n${host}${"X-A: 1\r\n".repeat(120)}\r\n`, /^HTTP\/1\.1 431 [^]*up to 100 headers\./],
  ];
  for (const [bytes, says] of cases) {
    const answer = await askRaw(served.port, bytes);
    expect(answer).toMatch(says);
    expect(headersOf(answer)).toMatchObject({ ...everywhere, "content-security-policy": sealed, "cache-control": "no-store" });
  }
});

test("a client that sends its headers slowly is cut off, and everybody else is served meanwhile", async () => {
  const began = Date.now();
  const socket = connect(served.port, "127.0.0.1");
  let said = "";
  socket.on("data", (bytes) => (said += bytes.toString())).on("error", () => {});
  const closed = new Promise((resolve) => socket.on("close", resolve));
  socket.write("GET / HTTP/1.1\r\n");
  const drip = setInterval(() => socket.writable && socket.write("X-A: 1\r\n"), 500);
  await delay(2_000);
  expect((await ask(`${served.url}/api/health`)).status).toBe(200);
  await closed;
  clearInterval(drip);
  expect(said).toMatch(/^HTTP\/1\.1 408 [^]*came too slowly/);
  expect(Date.now() - began).toBeLessThan(20_000);
});

test("an upgrade is no door: it is answered as a request", async () => {
  const host = `Host: 127.0.0.1:${served.port}\r\n`;
  const upgrade =
    "Connection: Upgrade, close\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
  // The first request has Next listen for upgrades on whatever server it knows.
  await ask(`${served.url}/api/health`);
  for (const target of ["/api/health", "/_next/webpack-hmr"])
    expect(await askRaw(served.port, `GET ${target} HTTP/1.1\r\n${host}${upgrade}\r\n`)).toMatch(/^HTTP\/1\.1 (200|404) /);
  expect(await askRaw(served.port, `GET http://169.254.169.254/ HTTP/1.1\r\n${host}${upgrade}\r\n`)).toMatch(/^HTTP\/1\.1 400 /);
  expect(await askRaw(served.port, `CONNECT 169.254.169.254:80 HTTP/1.1\r\n${host}\r\n`)).not.toMatch(/^HTTP\/1\.1 2/);
});

test("a connection serves a thousand requests and says that it closes; who goes on is cut off", async () => {
  const one = `GET /api/health HTTP/1.1\r\nHost: 127.0.0.1:${served.port}\r\n\r\n`;
  const began = Date.now();
  const answer = await askRaw(served.port, one.repeat(1_001));
  expect(answer.match(/^HTTP\/1\.1 200/gm)).toHaveLength(1_000);
  expect(answer.match(/^connection: close/gim)?.length).toBeGreaterThan(0);
  expect(Date.now() - began).toBeLessThan(40_000);
});
