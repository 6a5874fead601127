import { expect, it } from "vitest";
import { deadLetter, deadRecord } from "../../testing/heads.ts";
import { readSpringAmqp } from "./spring-amqp.ts";
import { readSpringCloudStreamKafka } from "./spring-cloud-stream-kafka.ts";

const headers = [
  ["x-original-topic", "earlier"],
  ["x-original-topic", "orders"],
  ["x-exception-fqcn", "org.springframework.messaging.MessagingException"],
  ["x-exception-message", "failed"],
] as const;

it("reads the binder's headers; the last counts, and the group is in the topic's name", () => {
  expect(readSpringCloudStreamKafka(deadRecord(headers, { queue: "error.orders.billing" }))).toMatchObject({
    origin: { queue: "orders", handler: "billing" },
    errors: [{ type: "org.springframework.messaging.MessagingException", text: "failed" }],
  });
});

it("is not taken for Spring AMQP's, nor the other way round", () => {
  expect(readSpringAmqp(deadRecord(headers))).toBeNull();
  expect(readSpringCloudStreamKafka(deadLetter({ "x-original-topic": "orders" }))).toBeNull();
});
