import { createServer, get } from "node:http";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { expect, test, vi } from "vitest";
import { silentLog, testDatabase } from "../testing/database.ts";
import { testContext } from "../testing/context.ts";
import { capture, rawMessage, watchQueue } from "../testing/messages.ts";
import { freePorts } from "../testing/ports.ts";
import { readSeries } from "../testing/series.ts";
import { serveMetrics } from "./listen.ts";

const host = "127.0.0.1";

function ask(port: number, { path = "/metrics", method = "GET", headers = {} } = {}): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    get({ host, port, path, method, headers, agent: false }, (answer) =>
      text(answer).then((body) => resolve({ status: answer.statusCode ?? 0, body }), reject),
    ).on("error", reject);
  });
}

async function listen(rule: { readonly token?: string } = {}) {
  const [port = 0] = await freePorts(1);
  const metrics = { token: rule.token ?? null, from: null, worker: { host, port } };
  const ctx = testContext(await testDatabase(), { config: { metrics } });
  const stop = new AbortController();
  const served = serveMetrics(ctx, stop.signal);
  await vi.waitFor(() => ask(port), { timeout: 5_000, interval: 10 });
  return {
    ctx,
    port,
    end: () => {
      stop.abort();
      return served;
    },
  };
}

test("a worker serves its own numbers, what it captured among them, until it stops", async () => {
  const { ctx, port, end } = await listen();
  const queue = `own "metrics"\n`;
  const died = new Date(Date.now() - 30_000);
  await capture(ctx, await watchQueue(ctx, queue), [rawMessage({ diedAt: died }), rawMessage({ diedAt: null, body: Buffer.from("{}") })]);
  const { status, body } = await ask(port);
  const series = readSeries(body);
  const value = (name: string, labels: object) => series.find((one) => one.name === name && matches(one.labels, labels))?.value;
  expect(status).toBe(200);
  expect(value("dlq_ingest_total", { source: "shop", queue })).toBe(2);
  expect(value("dlq_capture_lag_seconds_count", { source: "shop" })).toBe(1);
  expect(value("dlq_capture_lag_seconds_bucket", { source: "shop", le: "15" })).toBe(0);
  expect(value("dlq_capture_lag_seconds_bucket", { source: "shop", le: "60" })).toBe(1);
  expect([value("redrive_database_up", {}), value("process_resident_memory_bytes", {})]).toEqual([1, expect.any(Number)]);
  expect(body).not.toContain("dlq_open_messages");
  await end();
  await expect(ask(port)).rejects.toThrow("ECONNREFUSED");
});

const matches = (labels: Readonly<Record<string, string>>, wanted: object) =>
  Object.entries(wanted).every(([name, value]) => labels[name] === value);

test("it asks for the token, serves one path by GET, and no foreign name", async () => {
  const token = "kP2vQ8sX4mZ7tR1wY6bN3cJ9";
  const secured = await listen({ token });
  const headers = { authorization: `Bearer ${token}` };
  const of = async (port: number, options: object) => (await ask(port, options)).status;
  expect(await of(secured.port, {})).toBe(401);
  expect(await of(secured.port, { headers })).toBe(200);
  expect(await of(secured.port, { headers, path: "/metrics?x=1" })).toBe(200);
  expect(await of(secured.port, { headers, path: "/metrics/x" })).toBe(404);
  expect(await of(secured.port, { headers, method: "POST" })).toBe(405);
  expect(await of(secured.port, { path: "/" })).toBe(401);
  await secured.end();
  const open = await listen();
  expect(await of(open.port, { headers: { host: "evil.example" } })).toBe(403);
  await open.end();
});

test("a port that is taken is logged, and the worker goes on without", async () => {
  const other = createServer();
  await once(other.listen(0, host), "listening");
  const address = other.address();
  const port = typeof address === "object" && address ? address.port : 0;
  const error = vi.fn();
  const log = Object.assign(Object.create(silentLog) as typeof silentLog, { error });
  const ctx = testContext(await testDatabase(), { config: { metrics: { token: null, from: null, worker: { host, port } } } });
  const stop = new AbortController();
  const served = serveMetrics({ ...ctx, log }, stop.signal);
  await vi.waitFor(() =>
    expect(error).toHaveBeenCalledWith({ host, port, error: expect.stringContaining("EADDRINUSE") }, expect.any(String)),
  );
  stop.abort();
  await served;
  other.close();
});

test("without a port for workers nothing listens", async () => {
  await serveMetrics(testContext(await testDatabase()), new AbortController().signal);
});
