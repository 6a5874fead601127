import type { RequestOptions } from "node:http";
import { request } from "node:https";
import { setTimeout as delay } from "node:timers/promises";
import { expect, test } from "@playwright/test";
import { announce } from "../server/live/announce.ts";
import { freePorts } from "../server/testing/ports.ts";
import { startNginx } from "./support/nginx.ts";
import { ask, startServed } from "./support/served.ts";

/** As the guide says it: nginx speaks TLS, the console stands behind it, and people know the address of nginx only. */
let served: Awaited<ReturnType<typeof startServed>>;
let nginx: Awaited<ReturnType<typeof startNginx>>;
let url: string;
let stopped = false;

test.use({ ignoreHTTPSErrors: true });
test.beforeAll(async () => {
  const [front = 0] = await freePorts(1);
  url = `https://localhost:${front}`;
  served = await startServed((port) => `http: { port: ${port}, url: "${url}", trustedProxies: [127.0.0.1] }`);
  nginx = await startNginx({ port: front, to: served.port, name: "localhost" });
});
test.afterAll(async () => {
  if (!stopped) await served.stop();
  await nginx.stop();
});

const json = { "content-type": "application/json" };
/** From an address of this machine that is not the proxy's own: nginx and the console see it as a caller's. */
const caller = "127.0.0.2";
const through = (path: string, options: Parameters<typeof ask>[1] = {}) =>
  ask(`${url}${path}`, { ca: nginx.ca, servername: "localhost", localAddress: caller, family: 4, ...options });
const act = (procedure: string, input: object, headers: RequestOptions["headers"] = {}) =>
  through(`/api/trpc/${procedure}`, { method: "POST", headers: { ...json, ...headers }, body: JSON.stringify(input) });

test("a page opens, is live and acts", async ({ page }) => {
  const refused: string[] = [];
  page.on("console", (message) => message.type() === "error" && refused.push(message.text()));
  await page.goto(`${url}/queues`);
  await expect(page.getByText("Live", { exact: true }).first()).toBeVisible();
  expect(refused).toEqual([]);
});

test("a live notice arrives within a second, though nothing else is on its way", async () => {
  const heard: string[] = [];
  const stream = request(
    `${url}/api/trpc/live.notices`,
    { ca: nginx.ca, family: 4, headers: { accept: "text/event-stream" } },
    (response) => response.on("data", (bytes: Buffer) => heard.push(bytes.toString())),
  );
  stream.on("error", () => {}).end();
  await expect.poll(() => heard.join("")).toContain("data: []");
  const began = Date.now();
  await announce(served.ctx.sql, ["replays"]);
  await expect.poll(() => heard.join(""), { intervals: [10] }).toContain('["replays"]');
  expect(Date.now() - began).toBeLessThan(1_000);
  stream.destroy();
});

test("an edit of 20 MB goes through, and the body comes back byte for byte", async () => {
  const { messageId: id, ctx } = served;
  const text = `{"large":"${"ä".repeat(10_000_000)}"}`;
  const [{ seq }] = await ctx.sql<[{ seq: number }]>`select seq from messages where id = ${id}`;
  const answer = await act("messages.edit", { id, seq, body: { text }, reason: "a test" }, { origin: url });
  expect([answer.status, answer.text.slice(0, 40)]).toEqual([200, expect.stringContaining('"version":2')]);
  const body = await through(`/api/messages/${id}/body`);
  expect(body.text === text).toBe(true);
});

test("an audit row holds the caller's address, and nothing that the caller wrote", async () => {
  const rows = () =>
    served.ctx.sql<{ address: string | null }[]>`select address from audit where permission = 'queue.pause' order by id desc limit 1`;
  for (const forged of [
    {},
    { "x-forwarded-for": "203.0.113.9" },
    { "x-forwarded-for": "203.0.113.9, 127.0.0.1", forwarded: "for=203.0.113.9" },
    { "x-real-ip": "203.0.113.9" },
  ]) {
    for (const procedure of ["queues.pause", "queues.resume"])
      expect((await act(procedure, { id: 1, reason: "a test" }, forged)).status).toBe(200);
    expect(await rows()).toMatchObject([{ address: caller }]);
  }
});

test("the Host and the Origin are those of the address that people use, whatever else is claimed", async () => {
  const status = async (headers: RequestOptions["headers"]) => (await act("queues.resume", { id: 1 }, headers)).status;
  // It got as far as the queue, which is not paused.
  expect(await status({ origin: url })).toBe(409);
  const { host } = new URL(url);
  for (const origin of [`http://${host}`, `http://127.0.0.1:${served.port}`, "https://evil.example", "null"])
    expect(await status({ origin, "x-forwarded-proto": "http", "x-forwarded-host": new URL(url).host })).toBe(403);
  for (const foreign of ["evil.example", "localhost", `${host}.evil.example`]) {
    expect((await through("/messages", { headers: { host: foreign } })).status).toBe(403);
    expect((await through("/messages", { headers: { host: foreign, "x-forwarded-host": host } })).status).toBe(403);
  }
  expect(
    (await through("/messages", { headers: { host, "x-forwarded-host": "evil.example", "x-forwarded-proto": "gopher" } })).status,
  ).toBe(200);
});

test("a redirect stays at the address that people use", async () => {
  const { status, headers } = await through("/messages/", { headers: { "x-forwarded-host": "evil.example" } });
  expect(status).toBe(308);
  expect(new URL(headers.location ?? "", url).origin).toBe(url);
});

test("a stop ends cleanly while streams are open, and says so to them", async () => {
  let ended = false;
  const stream = request(
    `${url}/api/trpc/live.notices`,
    { ca: nginx.ca, family: 4, headers: { accept: "text/event-stream" } },
    (response) => response.on("data", () => {}).on("end", () => (ended = true)),
  );
  stream.on("error", () => {}).end();
  await delay(500);
  const began = Date.now();
  stopped = true;
  expect(await served.stop()).toBe(0);
  expect(Date.now() - began).toBeLessThan(5_000);
  await expect.poll(() => ended).toBe(true);
  expect((await through("/api/health")).status).toBe(502);
});
