import { expect, test } from "vitest";
import { deadLetter, deadRecord } from "../../testing/heads.ts";
import { targetOf } from "./outgoing.ts";

const origin = { queue: "orders.work", exchange: "orders", routingKey: "order.placed", handler: null };
const { log, head } = deadLetter({});
const routed = { origin, incomplete: null, log, head };

test("by default a message goes to the queue that it failed in, with its own routing key", () => {
  expect(targetOf({ to: "failed_queue" }, routed)).toEqual({
    to: "queue",
    queue: "orders.work",
    routingKey: "order.placed",
  });
});

test("an unknown origin is said and never guessed", () => {
  expect(targetOf({ to: "failed_queue" }, { ...routed, origin: null })).toHaveProperty("impossible");
  expect(targetOf({ to: "origin" }, { ...routed, origin: { ...origin, exchange: null } })).toHaveProperty("impossible");
});

test("the default exchange has an empty name and is a known one", () => {
  expect(targetOf({ to: "origin" }, { ...routed, origin: { ...origin, exchange: "" } })).toEqual({
    to: "exchange",
    exchange: "",
    routingKey: "order.placed",
  });
});

test("what is not the whole event goes nowhere but back, and the reason is said", () => {
  const incomplete = "The event itself is still on the bus.";
  expect(targetOf({ to: "queue", queue: "orders" }, { ...routed, incomplete })).toEqual({ impossible: incomplete });
  expect(targetOf({ to: "release" }, { ...routed, incomplete })).toBe("release");
});

test("a record goes to the partition that it came from only where it says so, and to the topic that had it", () => {
  const from = (headers: Readonly<Record<string, string>>) => ({
    origin: { ...origin, queue: "orders", routingKey: null },
    incomplete: null,
    log: true,
    head: deadRecord(Object.entries(headers)).head,
  });
  const at = { "x-original-topic": "orders", "x-original-partition": "5", "x-original-offset": "0" };
  const target = { to: "failed_queue", partition: "origin" } as const;
  expect(targetOf(target, from(at))).toEqual({ to: "queue", queue: "orders", part: "5" });
  expect(targetOf({ to: "failed_queue" }, from(at))).toEqual({ to: "queue", queue: "orders" });
  expect(targetOf(target, from({}))).toEqual({ impossible: "The message does not carry the partition that it came from." });
  expect(targetOf(target, from({ ...at, "x-original-topic": "orders-retry" }))).toEqual({
    impossible: 'It came from a partition of "orders-retry", and goes to "orders".',
  });
  expect(targetOf(target, routed)).toMatchObject({ to: "queue", queue: "orders.work", routingKey: "order.placed" });
});
