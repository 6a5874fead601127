import { readdirSync, readFileSync } from "node:fs";
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from "node:zlib";
import { expect, test } from "vitest";
import type { Ctx } from "../context.ts";
import { getMessage } from "../messages/get.ts";
import { listMessages } from "../messages/list.ts";
import { formatHead, textHeader } from "../sources/json-head.ts";
import { createMemoryBroker } from "../sources/memory/create.ts";
import { testContext } from "../testing/context.ts";
import { testDatabase } from "../testing/database.ts";
import { capture, deriveEverything, rawMessage, shop, watchQueue } from "../testing/messages.ts";
import { getPayload } from "./payload.ts";

/** What programs really wrote, in cases/<name>.json, and what must be said of it; a field that `expect` leaves out is not judged. */
interface Case {
  readonly messages: readonly {
    readonly name: string;
    readonly key?: string;
    readonly headers?: readonly (readonly [string, string])[];
    readonly properties?: Readonly<Record<string, string>>;
    readonly body: { readonly text: string } | { readonly base64: string } | { readonly gen: readonly [string, unknown] };
    readonly expect: {
      readonly eventId?: string;
      readonly eventType?: string;
      readonly key?: string;
      readonly payloadHas?: string;
      readonly json?: boolean;
      readonly find?: string;
    };
  }[];
}

const generated: Readonly<Record<string, (argument: unknown) => string | Buffer>> = {
  nested: (n) => `{"eventId":"deep-${n}","payload":${"[".repeat(Number(n))}${"]".repeat(Number(n))}}`,
  objects: (n) => `{"eventId":"deepo-${n}","payload":${'{"a":'.repeat(Number(n))}1${"}".repeat(Number(n))}}`,
  numbers: (n) => JSON.stringify(Array.from({ length: Number(n) }, (_, at) => at)),
  gzip: (json) => gzipSync(JSON.stringify(json)),
  zlib: (json) => deflateSync(JSON.stringify(json)),
  "deflate-raw": (json) => deflateRawSync(JSON.stringify(json)),
  br: (json) => brotliCompressSync(JSON.stringify(json)),
  zstd: (json) => zstdCompressSync(JSON.stringify(json)),
  base64: (json) => Buffer.from(JSON.stringify(json)).toString("base64"),
  "text:utf8": (json) => JSON.stringify(json),
  "text:utf16le": (json) => Buffer.from(JSON.stringify(json), "utf16le"),
  "text:latin1": (json) => Buffer.from(JSON.stringify(json), "latin1"),
  "gzip+base64": (json) => gzipSync(JSON.stringify(json)).toString("base64"),
};

function bytesOf(body: Case["messages"][number]["body"]): Buffer {
  if ("text" in body) return Buffer.from(body.text);
  if ("base64" in body) return Buffer.from(body.base64, "base64");
  const [how, argument] = body.gen;
  return Buffer.from(generated[how]?.(argument) ?? "");
}

async function start(): Promise<{ ctx: Ctx; take: (one: Case["messages"][number]) => Promise<number> }> {
  const ctx = testContext(await testDatabase(), { config: { sources: [shop] }, brokers: [createMemoryBroker("shop")] });
  const reader = await watchQueue(ctx);
  return {
    ctx,
    take: async ({ key, headers = [], properties = {}, body }) => {
      const head = formatHead({
        key: key === undefined ? null : Buffer.from(key),
        address: { queue: "orders.dlq" },
        headers: headers.map(([name, value]) => textHeader(name, value)),
        properties: Object.entries(properties).map(([name, value]) => textHeader(name.replace("_", "-"), value)),
      });
      const [id = 0] = await capture(ctx, reader, [rawMessage({ head, body: bytesOf(body) })]);
      return id;
    },
  };
}

async function expectSaid(ctx: Ctx, id: number, said: Case["messages"][number]["expect"]): Promise<void> {
  const message = await getMessage(ctx, { id });
  const { eventId, eventType, key, payloadHas, json, find } = said;
  if (eventId) expect([message.eventId, message.diagnosis?.envelope.eventId]).toEqual([eventId, eventId]);
  if (eventType) expect(message.eventType).toBe(eventType);
  if (key) expect(message.eventKey).toBe(key);
  const payload = await getPayload(ctx, { id });
  if (payloadHas) expect(payload.text).toContain(payloadHas);
  if (json) expect(payload.json).toBe(true);
  if (find) expect((await listMessages(ctx, { filter: find, limit: 50 })).messages.map((found) => found.id)).toEqual([id]);
}

const folder = `${import.meta.dirname}/cases`;

test.each(readdirSync(folder))("%s: page, envelope and filter read the same, after a capture and when derived again", async (file) => {
  const { ctx, take } = await start();
  const { messages } = JSON.parse(readFileSync(`${folder}/${file}`, "utf8")) as Case;
  const ids: number[] = [];
  for (const one of messages) ids.push(await take(one));
  for (const [nth, one] of messages.entries()) await expectSaid(ctx, ids[nth] ?? 0, one.expect);
  await ctx.sql`update bodies set decoded = null`;
  await deriveEverything(ctx);
  for (const [nth, one] of messages.entries()) await expectSaid(ctx, ids[nth] ?? 0, one.expect);
});
