import { expect, it } from "vitest";
import { deadLetter } from "../../testing/heads.ts";
import { readSpringAmqp } from "./spring-amqp.ts";
import { readSpringCloudStream } from "./spring-cloud-stream.ts";

const republished = { "x-exception-message": "no answer", "x-original-exchange": "shop", "x-original-routingKey": "order.placed" };

it("reads what RepublishMessageRecoverer writes and leaves the rest unknown", () => {
  expect(readSpringAmqp(deadLetter(republished))).toMatchObject({
    errors: [{ type: null, text: "no answer", stack: null }],
    attempts: [{ after: 0, at: null }],
    tries: null,
    origin: { queue: null, exchange: "shop", routingKey: "order.placed" },
    diedAt: null,
    strips: ["x-exception-message", "x-original-exchange", "x-original-routingKey"],
  });
});

it("takes the routing key of the default exchange for the queue", () => {
  expect(readSpringAmqp(deadLetter({ ...republished, "x-original-exchange": "", "x-original-routingKey": "orders" }))?.origin?.queue).toBe(
    "orders",
  );
});

it("counts retry-count, and a replay starts it anew", () => {
  const evidence = readSpringAmqp(deadLetter({ ...republished, "retry-count": 3 }));
  expect(evidence).toMatchObject({
    tries: { count: 4 },
  });
  expect(evidence?.strips).toContain("retry-count");
});

it("does not take retry-count alone for Spring's", () => {
  expect(readSpringAmqp(deadLetter({ "retry-count": 3 }))).toBeNull();
});

it("knows the binder's queue by its name, and only by that", () => {
  expect(readSpringCloudStream(deadLetter(republished, { queue: "shop.payments.dlq" }))?.origin?.queue).toBe("shop.payments");
  expect(readSpringCloudStream(deadLetter(republished, { queue: "orders.dlq" }))).toBeNull();
  expect(readSpringCloudStream(deadLetter({}, { queue: "shop.payments.dlq" }))).toBeNull();
});
