import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { discardMessages } from "../bulk/discard.ts";
import { exportMessages } from "../bulk/export.ts";
import type { Ctx } from "../context.ts";
import { lookedAt } from "../payloads/fits.ts";
import { readPlan } from "../replays/read-plan.ts";
import { startReplay } from "../replays/start.ts";
import { resolveSelection } from "../selections/resolve.ts";
import { formatHead, textHeader } from "../sources/json-head.ts";
import { kafkaCodec, packHead } from "../sources/kafka/head.ts";
import { writeWireHeaders } from "../sources/kafka/wire-headers.ts";
import { createMemoryBroker } from "../sources/memory/create.ts";
import { memoryCodec } from "../sources/memory/head.ts";
import type { HeadCodec } from "../sources/port.ts";
import { packHead as packAmqp, rabbitmqCodec } from "../sources/rabbitmq/head.ts";
import { field, longstr, properties } from "../sources/rabbitmq/wire-samples.ts";
import { headOf, sqsCodec } from "../sources/sqs/head.ts";
import { requestOf, testContext } from "../testing/context.ts";
import { testDatabase } from "../testing/database.ts";
import { confirmed, capture, rawMessage, shop, watchQueue } from "../testing/messages.ts";
import { countMessages } from "./count.ts";
import { countNewer } from "./count-newer.ts";
import { editMessage } from "./edit.ts";
import { facetMessages } from "./facets.ts";
import { histogramMessages } from "./histogram.ts";
import { listMessages } from "./list.ts";
import { summarizeMessages } from "./summarize.ts";

type Headers = readonly (readonly [string, string])[];

/** How a dead letter's headers lie in the bytes of each broker. */
const heads: readonly { readonly kind: string; readonly codec: HeadCodec; readonly pack: (headers: Headers) => Uint8Array }[] = [
  {
    kind: "memory",
    codec: memoryCodec,
    pack: (headers) =>
      formatHead({ key: null, address: {}, headers: headers.map(([name, text]) => textHeader(name, text)), properties: [] }),
  },
  {
    kind: "kafka",
    codec: kafkaCodec,
    pack: (headers) => {
      const rawHeaders = writeWireHeaders(headers.map(([name, text]) => ({ name: Buffer.from(name), value: Buffer.from(text) })));
      return packHead({
        topic: "orders-dlt",
        partition: 0,
        offset: 1n,
        timestamp: 1_700_000_000_000n,
        appendTime: false,
        key: null,
        rawHeaders,
      });
    },
  },
  {
    kind: "sqs",
    codec: sqsCodec,
    pack: (headers) =>
      headOf("orders-dlq", {
        MessageAttributes: Object.fromEntries(headers.map(([name, StringValue]) => [name, { DataType: "String", StringValue }])),
      }),
  },
  {
    kind: "rabbitmq",
    codec: rabbitmqCodec,
    pack: (headers) =>
      packAmqp({
        exchange: Buffer.alloc(0),
        routingKey: Buffer.from("orders.dlq"),
        properties: properties({ headers: headers.map(([name, text]) => field(name, longstr(text))) }),
      }),
  },
];

async function start(codec: HeadCodec = memoryCodec) {
  const broker = createMemoryBroker(shop.name);
  let now = Date.UTC(2026, 10, 23);
  const clock = () => new Date((now += 1_000));
  const ctx = testContext(await testDatabase(), { brokers: [{ ...broker, codec }], config: { sources: [shop] }, clock });
  const reader = { ...(await watchQueue(ctx)), codec };
  const take = async (
    body: Uint8Array | string | null,
    head: Uint8Array = formatHead({ key: null, address: {}, headers: [], properties: [] }),
  ) => {
    const [id = 0] = await capture(ctx, reader, [rawMessage({ head, body: typeof body === "string" ? Buffer.from(body) : body })]);
    return id;
  };
  return { ctx, take };
}

async function find(ctx: Ctx, filter: string): Promise<readonly number[]> {
  const { messages } = await listMessages(ctx, { filter, limit: 50 });
  return messages.map(({ id }) => id).toSorted((a, b) => a - b);
}

interface Case {
  readonly messages: readonly {
    readonly headers: Headers;
    readonly body: { readonly text: string };
    readonly expect: { readonly find: string; readonly findText: string; readonly findHeader: string };
  }[];
}

const { messages: reported } = JSON.parse(readFileSync(`${import.meta.dirname}/cases/search.json`, "utf8")) as Case;

test.each(heads)(
  "$kind: escaped and raw text, fields and headers are found, whatever letters they are written in",
  async ({ codec, pack }) => {
    const { ctx, take } = await start(codec);
    const ids: number[] = [];
    for (const { headers, body } of reported) ids.push(await take(body.text, pack(headers)));
    ids.push(await take(gzipSync(reported[0]?.body.text ?? ""), pack(reported[0]?.headers ?? [])));
    await take('{"payload":{"city":"大阪"}}', pack([["other", "trace-7034-alpha"]]));
    await take(null, pack([]));
    for (const [nth, { expect: wanted }] of reported.entries()) {
      expect(await find(ctx, wanted.find)).toEqual(ids);
      expect(await find(ctx, `body:"${wanted.findText}"`)).toEqual(ids);
      expect(await find(ctx, `header.x-trace-id:${wanted.findHeader}`)).toEqual(nth === 0 ? [ids[0], ids[2]] : [ids[1]]);
    }
    expect(await find(ctx, "header.*:*-alpha")).toHaveLength(3);
    expect(await find(ctx, "header.x-trace-id:* -header.*:*-beta payload.payload.city:東*")).toEqual([ids[0], ids[2]]);
    expect(await find(ctx, "-header.x-trace-id:*")).toHaveLength(2);
    expect(await find(ctx, "-payload.payload.city:東京")).toHaveLength(2);
    expect(await find(ctx, "注文失敗")).toEqual([]);
  },
);

test("list, count, facets, histogram, newer and sentence agree, and say what could not be looked at whole", async () => {
  const { ctx, take } = await start();
  const since = await take('{"n":0}');
  const fitting = [await take('{"n":1,"type":"a"}'), await take('{"n":1}')];
  await take(`{"rest":"${"x".repeat(lookedAt)}","n":1}`);
  const filter = "payload.n:1 queue:orders.dlq captured:<9d";
  expect(await listMessages(ctx, { filter, limit: 50 })).toMatchObject({
    messages: { length: 2 },
    unread: 1,
    searchedTo: null,
    next: null,
  });
  expect(await find(ctx, filter)).toEqual(fitting);
  expect(await find(ctx, "-payload.n:1")).toEqual([since]);
  expect(await countMessages(ctx, { filter })).toEqual({ n: 2, capped: false });
  expect(await countNewer(ctx, { filter, since })).toBe(2);
  expect(await facetMessages(ctx, { filter })).toContainEqual({ facet: "queue", value: "orders.dlq", n: 2, of: "all" });
  expect(await summarizeMessages(ctx, { filter })).toMatchObject({
    n: 2,
    words: "dead messages, payload.n 1, queue orders.dlq, captured < 9d",
  });
  expect((await histogramMessages(ctx, { filter })).every(({ whole }) => whole)).toBe(true);
});

test("a page that ends before an unread one leaves it to the next", async () => {
  const { ctx, take } = await start();
  const old = await take('{"n":1}');
  await take(`{"rest":"${"x".repeat(lookedAt)}"}`);
  const [, newest] = [await take('{"n":1}'), await take('{"n":1}')];
  const first = await listMessages(ctx, { filter: "payload.n:1", limit: 2 });
  expect(first).toMatchObject({ messages: [{ id: newest }, {}], unread: 0, searchedTo: null });
  const cursor = first.next && { ...first.next, sortAt: first.next.sortAt.toISOString() };
  expect(await listMessages(ctx, { filter: "payload.n:1", cursor, limit: 2 })).toMatchObject({
    messages: [{ id: old }],
    unread: 1,
    next: null,
  });
});

test("what was read once is known, until it is edited", async () => {
  const { ctx, take } = await start();
  const id = await take('{"n":1}');
  expect(await find(ctx, "payload.n:1")).toEqual([id]);
  await editMessage(ctx, { id, seq: 1, body: { text: '{"n":2}' }, reason: "a test" });
  expect(await find(ctx, "payload.n:1")).toEqual([]);
  expect(await find(ctx, "payload.n:2")).toEqual([id]);
});

test("plan, start, discard and export choose the same, as of their time", async () => {
  const { ctx, take } = await start();
  const fitting = [await take('{"n":1}'), await take('{"n":1}'), await take(gzipSync('{"n":1}'))];
  await take('{"n":2}');
  await take(null);
  const selection = { filter: "body:*n*1*", asOf: ctx.clock().toISOString() };
  await take('{"n":1}');
  expect(await resolveSelection(ctx, selection)).toEqual({ chosen: { ids: fitting.toReversed() }, unread: 0 });
  const lines: string[] = [];
  for await (const line of await exportMessages(requestOf(ctx), {
    selection: await confirmed(ctx, selection.filter, new Date(selection.asOf)),
    reason: "a test",
  }))
    lines.push(line);
  expect(lines.map((line) => (JSON.parse(line) as { id: number }).id)).toEqual(fitting);
  const target = { to: "queue", queue: "orders" } as const;
  const plan = await readPlan(ctx, { selection, target, rate: null });
  expect(plan).toMatchObject({ chosen: 3, words: "dead messages, body *n*1*" });
  const { total, id } = await startReplay(ctx, { selection, target, rate: null, reason: "a test" });
  expect(total).toBe(3);
  const [replay] = await ctx.sql<{ filter: unknown; selection: string }[]>`select filter, selection from replays where id = ${id}`;
  expect(replay).toEqual({ filter: selection, selection: plan.words });
  const rest = await confirmed(ctx, "-payload.n:1", ctx.clock());
  expect(await discardMessages(ctx, { selection: rest, reason: "a test" })).toMatchObject({ changed: 2, skipped: 0, waiting: 0 });
  expect(await find(ctx, "state:discarded -payload.n:1")).toHaveLength(2);
});
