import { expect, test } from "vitest";
import { targetOf } from "./outgoing.ts";

const origin = { queue: "orders.work", exchange: "orders", routingKey: "order.placed", handler: null };

test("by default a message goes to the queue that it failed in, with its own routing key", () => {
  expect(targetOf({ to: "failed_queue" }, origin)).toEqual({ to: "queue", queue: "orders.work", routingKey: "order.placed" });
});

test("an unknown origin is said and never guessed", () => {
  expect(targetOf({ to: "failed_queue" }, null)).toHaveProperty("impossible");
  expect(targetOf({ to: "origin" }, { ...origin, exchange: null })).toHaveProperty("impossible");
});

test("the default exchange has an empty name and is a known one", () => {
  expect(targetOf({ to: "origin" }, { ...origin, exchange: "" })).toEqual({ to: "exchange", exchange: "", routingKey: "order.placed" });
});
