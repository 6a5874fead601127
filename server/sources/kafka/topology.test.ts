import { expect, test } from "vitest";
import { missingTopics, natureOf, roleOf } from "./topology.ts";

const topics = new Set(["orders", "orders-dlt", "orders.DLT", "orders-retry-1000", "error.orders.billing", "dlq.orders"]);

test.each([
  ["orders-dlt", "dead_letter", ["orders"]],
  ["orders.DLT", "dead_letter", ["orders"]],
  ["error.orders.billing", "dead_letter", ["orders"]],
  ["dlq.orders", "dead_letter", ["orders"]],
  ["gone-dlt", "named_like_one", null],
  ["wolverine-dead-letter-queue", "named_like_one", null],
  ["orders-retry-1000", "other", null],
  ["orders-dlt-retry-1000-1", "other", null],
  ["dead-letter-orders_retry_10000", "other", null],
  ["dead-letters.retry.5m", "other", null],
  ["billing-dlq-retry-5s", "other", null],
  ["orders-retry", "other", null],
  ["orders", "other", null],
  ["dltorders", "other", null],
])("%s is %s, from %j", (name, role, origins) => {
  expect(roleOf(name, topics)).toEqual({ role, origins });
});

test.each([
  ["orders-retry-0", "retry topic"],
  ["connect-offsets", "Kafka Connect"],
  ["docker-connect-configs", "Kafka Connect"],
  ["my_connect_statuses", "Kafka Connect"],
  ["totals-store-changelog", "Kafka Streams"],
  ["mm2-offset-syncs.b.internal", "MirrorMaker"],
  ["_schemas", "a tool"],
  ["orders", "It is a live topic"],
  ["connections", "may be a live topic"],
])("%s is said to be what it is", (name, words) => {
  expect(natureOf(name, new Set(["orders"]))).toContain(words);
});

test("configured dead-letter topics that are not there are told of their origin, where that one is there", () => {
  const there = new Set(["orders", "orders-dlt", "mail"]);
  const configured = ["orders-dlt", "orders.DLQ", "error.orders.billing", "gone-dlt", "mail-*-dlt", "mail", "mail-retry-1", "dead.things"];
  expect([...missingTopics(configured, there)]).toEqual([["orders", ["orders.DLQ", "error.orders.billing"]]]);
  expect(missingTopics([], there).size).toBe(0);
});
