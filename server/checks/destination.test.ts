import { expect, test } from "vitest";
import type { ReplayTarget } from "../db/schema/replays.ts";
import type { RouteFacts } from "../messages/route-facts.ts";
import { orderedText } from "../sources/position.ts";
import { sendable } from "../testing/candidate.ts";
import { destinationOf, obstacleOf } from "./destination.ts";

const origin = { queue: "orders.work", exchange: "orders", routingKey: "order.placed", topic: null, handler: null };
const from = { queue: "orders.dlq", origin, record: null };
const failedQueue: ReplayTarget = { to: "failed_queue" };
const samePartition: ReplayTarget = { to: "failed_queue", partition: "origin" };
const byName: ReplayTarget = { to: "queue", queue: "q" };
const toOrigin: ReplayTarget = { to: "origin" };
const release: ReplayTarget = { to: "release" };

test.each<[string, ReplayTarget, Partial<RouteFacts>, Partial<{ log: boolean; exchanges: boolean | null }>, string | null]>([
  ["everything carried", failedQueue, {}, {}, null],
  ["no queue, but what bindings tell one by", failedQueue, { queue: false }, {}, null],
  ["no queue, on a broker without exchanges", failedQueue, { queue: false }, { exchanges: false }, "no_origin"],
  ["no queue, of a source that has left the config", failedQueue, { queue: false }, { exchanges: null }, "no_origin"],
  ["no queue and no exchange", failedQueue, { queue: false, exchange: false }, {}, "no_origin"],
  ["no queue, to a queue by name", byName, { queue: false, exchange: false }, {}, null],
  ["no exchange, to its exchange", toOrigin, { exchange: false }, {}, "no_origin"],
  ["to its exchange, where there are none", toOrigin, {}, { exchanges: false }, "no_origin"],
  ["no partition, to it", samePartition, { partition: false }, { log: true }, "no_partition"],
  ["no partition, where there are none", samePartition, { partition: false }, {}, null],
  ["a Streams topic", failedQueue, { internal: true, queue: false, exchange: false }, { log: true, exchanges: false }, "internal_topic"],
  ["a Streams topic, to another by name", byName, { internal: true }, { log: true }, null],
  ["not the whole event", byName, { incomplete: true }, {}, "incomplete"],
  ["not the whole event, to be released", release, { incomplete: true }, {}, null],
  ["more attributes than SQS takes", byName, { problem: "header_count" }, {}, "unsendable"],
  ["the same as it is", release, { problem: "header_count" }, {}, null],
  ["what could not even be released", release, { releaseProblem: "head" }, {}, "unsendable"],
])("what carries %s", (_, target, facts, broker, obstacle) => {
  expect(obstacleOf(target, { facts: { ...sendable, ...facts }, log: false, exchanges: true, ...broker })).toBe(obstacle);
});

test("a message keeps the key and the exchange that it was published with, in the queue that it failed in and in another", () => {
  const published = { routingKey: "order.placed", publishedTo: "orders" };
  expect(destinationOf(failedQueue, from)).toEqual({ to: "queue", queue: "orders.work", ...published });
  expect(destinationOf(byName, from)).toEqual({ to: "queue", queue: "q", ...published });
  expect(destinationOf(release, from)).toEqual({ to: "queue", queue: "orders.dlq" });
});

test("the default exchange has an empty name and is a known one", () => {
  const published = { ...from, origin: { ...origin, exchange: "" } };
  expect(destinationOf(toOrigin, published)).toEqual({ to: "exchange", exchange: "", routingKey: "order.placed" });
});

test("what carries no queue goes where the bindings lead its exchange and key", () => {
  const published = { ...from, origin: { ...origin, queue: null } };
  expect(destinationOf(failedQueue, published)).toEqual({ to: "bindings", exchange: "orders", routingKey: "order.placed" });
});

test("a record goes to the partition that it came from only where that is asked for", () => {
  const record = { topic: "orders", part: "5", at: orderedText(0) };
  const died = { queue: "orders-dlt", origin: { ...origin, queue: "orders", exchange: null, routingKey: null }, record };
  expect(destinationOf(samePartition, died)).toEqual({ to: "queue", queue: "orders", part: "5" });
  expect(destinationOf(failedQueue, died)).toEqual({ to: "queue", queue: "orders" });
});
