import { expect, test } from "vitest";
import { targetOf } from "./outgoing.ts";

const origin = { queue: "orders.work", exchange: "orders", routingKey: "order.placed", handler: null };

test("by default a message goes to the queue that it failed in, with its own routing key", () => {
  expect(targetOf({ to: "failed_queue" }, { origin, incomplete: null })).toEqual({
    to: "queue",
    queue: "orders.work",
    routingKey: "order.placed",
  });
});

test("an unknown origin is said and never guessed", () => {
  expect(targetOf({ to: "failed_queue" }, { origin: null, incomplete: null })).toHaveProperty("impossible");
  expect(targetOf({ to: "origin" }, { origin: { ...origin, exchange: null }, incomplete: null })).toHaveProperty("impossible");
});

test("the default exchange has an empty name and is a known one", () => {
  expect(targetOf({ to: "origin" }, { origin: { ...origin, exchange: "" }, incomplete: null })).toEqual({
    to: "exchange",
    exchange: "",
    routingKey: "order.placed",
  });
});

test("what is not the whole event goes nowhere but back, and the reason is said", () => {
  const incomplete = "The event itself is still on the bus.";
  expect(targetOf({ to: "queue", queue: "orders" }, { origin, incomplete })).toEqual({ impossible: incomplete });
  expect(targetOf({ to: "release" }, { origin, incomplete })).toBe("release");
});
