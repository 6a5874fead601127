import { expect, it } from "vitest";
import { deadLetter } from "../../testing/heads.ts";
import { readSpringAmqp } from "./spring-amqp.ts";

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

it("knows no queue of an exchange that is not the default one, whatever the dead-letter queue is called", () => {
  expect(readSpringAmqp(deadLetter(republished, { queue: "shop.payments.dlq" }))?.origin).toMatchObject({ queue: null, exchange: "shop" });
});

it("knows no key where CC names others", () => {
  const copied = { ...republished, "x-original-exchange": "", CC: ["audit"] };
  expect(readSpringAmqp(deadLetter(copied))?.origin).toMatchObject({ queue: null, exchange: "", routingKey: null });
});

it.each(Object.keys(republished))("is silent without %s, which it always writes", (name) => {
  expect(readSpringAmqp(deadLetter(Object.fromEntries(Object.entries(republished).filter(([other]) => other !== name))))).toBeNull();
});
