import { expect, test } from "vitest";
import { lineOf, oneMessage, sendable } from "../testing/candidate.ts";
import { idOf } from "./ask-each.ts";
import { bindings, boundQueue } from "./bindings.ts";

const keyed = (routingKey: string) =>
  oneMessage(
    { way: { destination: { to: "bindings", exchange: "shop", routingKey }, sizes: null, problem: null, expiresMs: null } },
    { facts: { ...sendable, queue: false } },
  );
const reached = (all: Readonly<Record<string, readonly string[] | null>>) =>
  new Map(Object.entries(all).map(([key, queues]) => [idOf(["shop", "shop", key]), { queues }]));

test("the only queue that takes its exchange and key is where it goes, its own dead-letter queue apart", () => {
  const facts = reached({ placed: ["orders.work", "orders.dlq"] });
  const finding = bindings.judge(facts, keyed("placed"), new Date());
  expect(finding).toMatchObject({ do: "send", data: { queue: "orders.work" } });
  expect(boundQueue(finding ? [{ check: bindings, finding }] : [])).toBe("orders.work");
  expect(lineOf(bindings, facts, [keyed("placed")])?.text).toBe(
    "of 1 sampled, they carry no queue: 1 resolved by the bindings to orders.work",
  );
});

test.each([
  ["two", ["orders.work", "audit"], 'no queue is carried, and 2 queues take key "placed" at exchange "shop"'],
  ["none", [], 'no queue is carried, and no queue takes key "placed" at exchange "shop"'],
  ["only its dead-letter queue", ["orders.dlq"], 'no queue is carried, and no queue takes key "placed" at exchange "shop"'],
  [
    "what the broker does not tell",
    null,
    'no queue is carried, and the broker does not tell which queue takes key "placed" at exchange "shop"',
  ],
] as const)("where the bindings lead to %s, nothing is guessed", (_, queues, reason) => {
  const finding = bindings.judge(reached({ placed: queues }), keyed("placed"), new Date());
  expect(finding?.do).toBe("skip");
  expect(bindings.words.reason(finding?.data ?? null)).toBe(reason);
});

test("a broker that does not answer now leaves it unknown, and what carries a queue is not asked about", () => {
  expect(bindings.judge(reached({}), keyed("placed"), new Date())).toEqual({ do: "unknown", data: null });
  expect(bindings.judge(reached({}), oneMessage(), new Date())).toBeNull();
});
