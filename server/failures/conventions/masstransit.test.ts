import { expect, it } from "vitest";
import { deadLetter } from "../../testing/heads.ts";
import { readMassTransit } from "./masstransit.ts";

const fault = {
  "MT-Reason": "fault",
  "MT-Fault-ExceptionType": "Shop.PaymentRefusedException",
  "MT-Fault-Message": "card refused",
  "MT-Fault-Timestamp": "2026-11-23T02:50:42.1234567Z",
  "MT-Fault-StackTrace": "   at Shop.PaymentClient.Charge(Order order) in /src/PaymentClient.cs:line 88",
  "MT-Fault-InputAddress": "rabbitmq://broker/shop%2Feu/order-events?durable=true",
  "MT-Fault-ConsumerType": "Shop.OrderConsumer",
  "MT-Fault-RetryCount": "3",
  "MT-Host-MachineName": "pod-1",
};

it("reads a fault", () => {
  const at = new Date("2026-11-23T02:50:42.123Z");
  expect(readMassTransit(deadLetter(fault))).toMatchObject({
    errors: [{ type: "Shop.PaymentRefusedException", text: "card refused" }],
    attempts: [{ after: 0, at, where: "Shop.OrderConsumer" }],
    tries: { count: 4 },
    origin: { queue: "order-events", exchange: null, handler: "Shop.OrderConsumer" },
    diedAt: at,
    reason: "fault",
  });
});

it("strips the failure and keeps the sender's host", () => {
  const evidence = readMassTransit(deadLetter(fault));
  expect(evidence?.headers).toContain("MT-Host-MachineName");
  expect(evidence?.strips).not.toContain("MT-Host-MachineName");
  expect(evidence?.strips).toContain("MT-Fault-StackTrace");
});

it("does not know the total after redeliveries", () => {
  expect(readMassTransit(deadLetter({ ...fault, "MT-Fault-RedeliveryCount": "2" }))?.tries).toBeNull();
});

it("has no attempt of a message that nobody consumed", () => {
  expect(readMassTransit(deadLetter({ "MT-Reason": "dead-letter" }))).toMatchObject({ attempts: [], errors: [], reason: "dead-letter" });
});

it("is silent on a live MassTransit message", () => {
  expect(readMassTransit(deadLetter({ "MT-Host-MachineName": "pod-1" }))).toBeNull();
});
