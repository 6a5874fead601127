import { createServer } from "node:http";
import { once } from "node:events";
import { json } from "node:stream/consumers";
import { expect, onTestFinished, test, vi } from "vitest";
import { ingestTraced } from "../capture/ingest-traced.ts";
import { textHeader } from "../sources/json-head.ts";
import { testContext } from "../testing/context.ts";
import { silentLog, testDatabase } from "../testing/database.ts";
import { capture, rawMessage, watchQueue } from "../testing/messages.ts";
import { replayed } from "../metrics/counters.ts";
import { startReplay } from "../replays/start.ts";
import { openReplays } from "../testing/replays.ts";
import { inSpan } from "./in-span.ts";
import { startTraces } from "./start.ts";

interface Value {
  readonly stringValue?: string;
  readonly intValue?: number;
}
interface Span {
  readonly name: string;
  readonly kind: number;
  readonly traceId: string;
  readonly parentSpanId?: string;
  readonly attributes: readonly { readonly key: string; readonly value: Value }[];
  readonly links: readonly { readonly traceId: string; readonly spanId: string }[];
  readonly status: { readonly code: number };
}
interface Sent {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly { readonly key: string; readonly value: Value }[] };
    readonly scopeSpans: readonly { readonly spans: readonly Span[] }[];
  }[];
}

const trace = (n: number) => `0af7651916cd43dd8448eb211c80${n.toString(16).padStart(4, "0")}`;
const parent = "b7ad6b7169203331";
const plain = (list: Span["attributes"]) =>
  Object.fromEntries(list.map(({ key, value }) => [key, value.stringValue ?? Number(value.intValue)]));

/** A receiver of OTLP over HTTP in JSON. `status`: what it answers. */
async function receive(status = 200) {
  const got: { readonly path: string; readonly type: string; readonly sent: Sent }[] = [];
  const server = createServer(async (request, response) => {
    got.push({ path: request.url ?? "", type: request.headers["content-type"] ?? "", sent: (await json(request)) as Sent });
    response.writeHead(status, { "content-type": "application/json" }).end("{}");
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const address = server.address();
  vi.stubEnv("OTEL_EXPORTER_OTLP_ENDPOINT", `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`);
  vi.stubEnv("OTEL_RESOURCE_ATTRIBUTES", "deployment.environment.name=test");
  onTestFinished(() => {
    vi.unstubAllEnvs();
    server.close();
  });
  return {
    got,
    spans: () => got.flatMap(({ sent }) => sent.resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans))),
  };
}
const open = async (ratio = 1, log = silentLog) => {
  const ctx = testContext(await testDatabase(), { config: { traces: { link: null, export: { ratio } } } });
  return { ctx, stop: await startTraces({ ...ctx, log }) };
};
const traced = (n: number) =>
  rawMessage({ headers: [textHeader("traceparent", `00-${trace(n)}-${parent}-01`)], body: Buffer.from(`{"eventId":"${n}"}`) });
const patience = { signal: new AbortController().signal };

test("a captured batch is one span, linked to the traces of its messages, as many as a span may have", async () => {
  const { got, spans } = await receive();
  const { ctx, stop } = await open();
  const reader = await watchQueue(ctx);
  await ingestTraced(ctx, { reader, batch: [traced(1), rawMessage(), traced(2)], patience });
  await ingestTraced(ctx, { reader, batch: Array.from({ length: 200 }, (_, n) => traced(n + 10)), patience });
  await stop();

  expect(new Set(got.map(({ path, type }) => `${path} ${type}`))).toEqual(new Set(["/v1/traces application/json"]));
  const resource = plain(got[0]?.sent.resourceSpans[0]?.resource.attributes ?? []);
  expect(resource).toMatchObject({ "service.name": "redrive", "deployment.environment.name": "test" });
  const [small, large] = spans();
  expect(small).toMatchObject({ name: "capture orders.dlq", kind: 5 });
  expect(small?.parentSpanId).toBeUndefined();
  expect(small?.links).toMatchObject([1, 2].map((n) => ({ traceId: trace(n), spanId: parent })));
  expect(plain(small?.attributes ?? [])).toEqual({
    "redrive.source": "shop",
    "redrive.queue": "orders.dlq",
    "redrive.messages": 3,
    "redrive.messages_not_linked": 0,
    "redrive.stored": 3,
    "redrive.known": 0,
    "redrive.failed_imports": 0,
  });
  expect(large?.links).toHaveLength(128);
  expect(plain(large?.attributes ?? [])).toMatchObject({
    "redrive.messages": 200,
    "redrive.messages_not_linked": 72,
    "redrive.stored": 200,
  });
});

test("each replayed message is a span, linked to its trace, with its outcome; the counters have it too", async () => {
  const { spans } = await receive();
  const { ctx, reader, run, sent } = await openReplays(1);
  const ids = await capture(ctx, reader, [traced(7)]);
  const stop = await startTraces({ ...ctx, config: { ...ctx.config, traces: { link: null, export: { ratio: 1 } } } });
  const confirmed = async () => (await replayed.get()).values.find(({ labels }) => labels.outcome === "confirmed")?.value ?? 0;
  const before = await confirmed();
  const { id } = await startReplay(ctx, {
    selection: { ids },
    target: { to: "queue", queue: "orders.work" },
    rate: null,
    reason: "a test",
  });
  await run("one");
  await vi.waitFor(() => expect(sent()).toHaveLength(1), { timeout: 30_000, interval: 20 });
  await vi.waitFor(async () => expect(await confirmed()).toBe(before + 1), { timeout: 30_000, interval: 20 });
  await stop();
  expect(spans()).toMatchObject([{ name: "replay orders.dlq", kind: 4, links: [{ traceId: trace(7), spanId: parent }] }]);
  expect(plain(spans()[0]?.attributes ?? [])).toEqual({
    "redrive.source": "shop",
    "redrive.queue": "orders.dlq",
    "redrive.replay": id,
    "redrive.message": ids[0],
    "redrive.outcome": "confirmed",
  });
});

test("work that fails is a failed span, and fails as it did; of a ratio of 0 nothing is sent", async () => {
  const { got, spans } = await receive();
  const of = { name: "capture x", kind: "consumer", attributes: {}, links: [] } as const;
  const fail = () =>
    inSpan(
      () => of,
      async () => Promise.reject(new Error("secret text")),
      () => ({}),
    );
  const first = await open();
  await expect(fail()).rejects.toThrow("secret text");
  await first.stop();
  expect(spans()).toMatchObject([{ name: "capture x", status: { code: 2 } }]);
  expect(JSON.stringify(got)).not.toContain("secret text");
  const second = await open(0);
  await expect(fail()).rejects.toThrow("secret text");
  await second.stop();
  expect(spans()).toHaveLength(1);
});

test("an endpoint that refuses holds up nobody, and the log says that traces are lost", async () => {
  await receive(400);
  const warn = vi.fn();
  const { stop } = await open(1, Object.assign(Object.create(silentLog) as typeof silentLog, { warn }));
  const done = await inSpan(
    () => ({ name: "capture x", kind: "consumer", attributes: {}, links: [] }),
    async () => "done",
    () => ({}),
  );
  await stop();
  expect(done).toBe("done");
  expect(warn).toHaveBeenCalledWith({ error: expect.any(String) }, expect.stringContaining("they are lost"));
});

test("without an endpoint nothing is described, and the work is only done", async () => {
  const ctx = testContext(await testDatabase());
  const describe = vi.fn();
  const stop = await startTraces(ctx);
  expect(await inSpan(describe, async () => 7, vi.fn())).toBe(7);
  expect(describe).not.toHaveBeenCalled();
  await stop();
});
