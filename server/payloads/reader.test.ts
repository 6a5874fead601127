import { expect, test } from "vitest";
import { createMemoryBroker } from "../sources/memory/create.ts";
import { memoryCodec } from "../sources/memory/head.ts";
import { emptyConfig } from "../testing/context.ts";
import { plainRules, shop } from "../testing/messages.ts";
import { readerOf } from "./reader.ts";

const own = { ...memoryCodec };
const broker = { ...createMemoryBroker("shop"), codec: own };
const brokers = { get: () => broker, codec: () => memoryCodec, close: async () => {} };
const orders = { source: "shop", queue: "orders.dlq", kind: null };
const none = { envelope: {}, headers: {}, categories: [], ownCode: [], downstreams: [], needs: [] };

test("a configured queue is read by the config's kind and rules, with the codec of its own broker", () => {
  const reader = readerOf({ config: { ...emptyConfig, sources: [shop] }, brokers }, { ...orders, kind: "kafka" });
  expect(reader).toMatchObject({ kind: "memory", rules: plainRules });
  expect(reader?.codec).toBe(own);
});

test("a queue that the config does not name is read without rules", () => {
  const sources = [{ ...shop, queues: [] }];
  expect(readerOf({ config: { ...emptyConfig, sources }, brokers }, orders)?.rules).toEqual(none);
});

test("a source that has left the config is read as what it was when it last answered; one that never answered is not", () => {
  expect(readerOf({ config: emptyConfig, brokers }, { ...orders, kind: "sqs" })).toMatchObject({
    kind: "sqs",
    codec: memoryCodec,
    rules: none,
  });
  expect(readerOf({ config: emptyConfig, brokers }, orders)).toBeNull();
});
