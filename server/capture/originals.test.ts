import { describe, expect, test } from "vitest";
import { type BrokerLog, BrokerError, type RawMessage } from "../sources/port.ts";
import { orderedText } from "../sources/position.ts";
import { kafkaCodec, packHead } from "../sources/kafka/head.ts";
import { writeWireHeaders } from "../sources/kafka/wire-headers.ts";
import { createMemoryBroker } from "../sources/memory/create.ts";
import { emptyConfig } from "../testing/context.ts";
import { silentLog } from "../testing/database.ts";
import { plainRules, shop } from "../testing/messages.ts";
import type { Delivered } from "../messages/delivered.ts";
import { Originals } from "./originals.ts";
import { byPart, wantedOriginals } from "./wanted-originals.ts";

const died = Date.UTC(2026, 10, 23);

function record(headers: readonly (readonly [string, string])[], fields: { body?: Buffer; key?: string; at?: number } = {}): RawMessage {
  const { body = null, key, at = died } = fields;
  const rawHeaders = writeWireHeaders(headers.map(([name, value]) => ({ name: Buffer.from(name), value: Buffer.from(value) })));
  const place = { topic: "t", partition: 0, offset: 1n, timestamp: BigInt(at), appendTime: false };
  const head = packHead({ ...place, key: key === undefined ? null : Buffer.from(key), rawHeaders });
  return { body, head, position: "1", identity: null, redelivered: null };
}

const given = (offset: number, topic = "orders", partition = 0) =>
  record([
    ["__dlq.errors.topic", topic],
    ["__dlq.errors.partition", String(partition)],
    ["__dlq.errors.offset", String(offset)],
  ]);
const whole = record([["tenant", "north"]], { body: Buffer.from("{}"), key: "ord-1" });

describe("which of a batch need their original", () => {
  test("those of which the broker kept only the place, or at least not the headers", () => {
    const copied = { ...given(8), body: Buffer.from("{}") };
    const batch = [whole, given(7), copied, whole];
    expect(wantedOriginals(kafkaCodec, batch).map(({ index, at }) => [index, at.at])).toEqual([
      [1, orderedText(7)],
      [2, orderedText(8)],
    ]);
  });

  test("not what a framework has dead-lettered later, which has headers of its own", () => {
    const later = record([
      ["__dlq.errors.topic", "orders"],
      ["__dlq.errors.partition", "0"],
      ["__dlq.errors.offset", "7"],
      ["kafka_dlt-original-topic", "orders"],
    ]);
    expect(wantedOriginals(kafkaCodec, [later, record([["text", "__dlq.errors.topic"]])])).toEqual([]);
  });

  test("one read is of one partition of one topic", () => {
    const wanted = wantedOriginals(kafkaCodec, [given(1), given(2, "orders", 1), given(3), given(4, "bills")]);
    expect(byPart(wanted).map((group) => group.map(({ at }) => at.at))).toEqual(
      [[1, 3], [2], [4]].map((group) => group.map((offset) => orderedText(offset))),
    );
  });
});

describe("fetching them", () => {
  type Read = BrokerLog["recordsAt"];

  async function complete(recordsAt: Read, batch: readonly RawMessage[], signal = new AbortController().signal) {
    const broker = { ...createMemoryBroker("shop"), codec: kafkaCodec, log: { recordsAt } as BrokerLog };
    const brokers = { get: () => broker, codec: () => kafkaCodec, close: async () => {} };
    const reader = { queueId: 1, source: "shop", queue: "dlq.orders", kind: "kafka" as const, rules: plainRules, codec: kafkaCodec };
    const ctx = { config: { ...emptyConfig, sources: [shop] }, brokers, log: silentLog };
    const originals = new Originals(ctx, reader, { read: 50, batch: 5_000 });
    const parts: (readonly Delivered[])[] = [];
    for await (const part of originals.complete(batch, signal)) parts.push(part);
    return { parts, found: parts.flat().map(({ original }) => original?.found ?? null) };
  }

  const all = (ats: readonly string[], message: RawMessage) => new Map(ats.map((at) => [at, message]));

  test("puts key, value and headers in, and keeps the failure's beside them", async () => {
    const { parts } = await complete(async (_topic, _part, ats) => all(ats, whole), [whole, given(7), whole]);
    const original = parts[0]?.[1]?.original;
    expect(parts.flat().map(({ original: one }) => one?.found ?? null)).toEqual([null, "taken", null]);
    expect(original).toMatchObject({ body: Buffer.from("{}"), at: { topic: "orders", part: "0", at: orderedText(7) } });
    const head = original?.found === "taken" ? kafkaCodec.decode(original.head) : null;
    expect(head?.headers.map(({ name }) => name)).toEqual([
      "tenant",
      "__dlq.errors.topic",
      "__dlq.errors.partition",
      "__dlq.errors.offset",
    ]);
    expect(head?.address["key"]).toBe("ord-1");
  });

  test("a topic that does not answer holds a batch up once, and the other topics not at all", async () => {
    let asked = 0;
    const read: Read = async (topic, _part, ats) => {
      if (topic === "bills") return all(ats, whole);
      asked++;
      return new Promise(() => {});
    };
    const batch = Array.from({ length: 300 }, (_, n) => given(n, n % 2 === 0 ? "orders" : "bills"));
    const started = performance.now();
    const { found } = await complete(read, batch);
    expect(found).toEqual(batch.map((_, n) => (n % 2 === 0 ? "unread" : "taken")));
    expect(asked).toBe(1);
    expect(performance.now() - started).toBeLessThan(2_000);
  });

  test("a topic that is gone, a record that is gone, and one that is newer than the dead letter are told apart", async () => {
    const newer = record([], { body: Buffer.from("{}"), at: died + 3_600_000 });
    const read: Read = async (topic, _part, ats) => {
      if (topic === "gone") throw new BrokerError("missing", "There is no such topic.");
      return topic === "again" ? all(ats, newer) : new Map();
    };
    expect((await complete(read, [given(1, "gone"), given(1, "again"), given(1)])).found).toEqual(["gone", "newer", "gone"]);
  });

  test("large originals are handed on in parts, so that few are held at once", async () => {
    const large = record([], { body: Buffer.alloc(1024 * 1024), key: "k" });
    let most = 0;
    const read: Read = async (_topic, _part, ats) => {
      most = Math.max(most, ats.length);
      return all(ats, large);
    };
    const { parts, found } = await complete(
      read,
      Array.from({ length: 200 }, (_, n) => given(n)),
    );
    expect(found).toHaveLength(200);
    expect(Math.max(...parts.map((part) => part.length))).toBe(64);
    expect(most).toBe(64);
  });

  test("what is being stopped is not stored as unread: the batch comes again", async () => {
    const stop = new AbortController();
    const read: Read = () => {
      stop.abort(new Error("stopped"));
      return new Promise(() => {});
    };
    await expect(complete(read, [given(1)], stop.signal)).rejects.toThrow("stopped");
  });
});
