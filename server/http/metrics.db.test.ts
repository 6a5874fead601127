import { afterAll, expect, test } from "vitest";
import { GET } from "../../app/metrics/route.ts";
import { addressHeader } from "../access/address.ts";
import { connectDatabase } from "../db/client.ts";
import { testContext } from "../testing/context.ts";
import { createTestDatabase } from "../testing/database.ts";
import { capture, rawMessage, watchQueue } from "../testing/messages.ts";
import { readSeries } from "../testing/series.ts";
import type { Metrics } from "../config/config.ts";

const database = await createTestDatabase();
const clients = connectDatabase(database.url, { max: 4 });
const ctx = testContext(clients);
await capture(ctx, await watchQueue(ctx), [rawMessage()]);
afterAll(async () => {
  await clients.close();
  await database.drop();
});

const token = "kP2vQ8sX4mZ7tR1wY6bN3cJ9";
/** As the console's server stamps it: `from` is where the socket was. */
async function scrape(
  rule: Partial<Metrics>,
  { from = "127.0.0.1", host = "127.0.0.1:4400", ...headers }: Readonly<Record<string, string>> = {},
) {
  Object.assign(globalThis, {
    redrive: { config: { ...ctx.config, metrics: { ...ctx.config.metrics, ...rule } }, ctx: Promise.resolve(ctx) },
  });
  const asked = new Request(`http://${host}/metrics`, { headers: { ...headers, host, [addressHeader()]: from } });
  const response = await GET(asked, { params: Promise.resolve({}) });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

test("this machine reads the process and the database; nobody else, until a rule says so", async () => {
  const { status, headers, text } = await scrape({});
  expect([status, headers.get("content-type"), headers.get("cache-control")]).toEqual([
    200,
    "text/plain; version=0.0.4; charset=utf-8",
    "no-store",
  ]);
  const values = new Map(readSeries(text).map(({ name, value }) => [name, value]));
  expect(values.get("redrive_database_up")).toBe(1);
  for (const name of [
    "process_resident_memory_bytes",
    "process_cpu_seconds_total",
    "nodejs_eventloop_lag_p99_seconds",
    "dlq_open_messages",
  ])
    expect(values.has(name), name).toBe(true);
  expect(new Set(text.match(/^# TYPE \S+/gm)).size).toBe(text.match(/^# TYPE /gm)?.length);

  const refused = await scrape({}, { from: "10.0.0.1" });
  expect([refused.status, refused.text]).toEqual([403, expect.stringContaining("set metrics.token or metrics.from in redrive.yaml")]);
  expect((await scrape({}, { host: "redrive.shop.example" })).status).toBe(403);
  expect((await scrape({ from: ["10.0.0.0/24"] }, { from: "10.0.0.1", host: "10.0.0.9:4400" })).status).toBe(200);
});

test("a token is asked for, and a wrong one is told what to send", async () => {
  const missing = await scrape({ token });
  expect([missing.status, missing.headers.get("www-authenticate")]).toEqual([401, 'Bearer realm="metrics"']);
  expect(missing.text).toBe("Send metrics.token of redrive.yaml: Authorization: Bearer <token>.\n");
  const sent = await scrape({ token }, { from: "203.0.113.9", host: "redrive.shop.example", authorization: `Bearer ${token}` });
  expect(sent.status).toBe(200);
});
