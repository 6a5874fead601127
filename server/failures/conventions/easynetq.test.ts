import { expect, it } from "vitest";
import { deadLetter } from "../../testing/heads.ts";
import { readEasyNetQ } from "./easynetq.ts";

const event = '{"eventId":"e-1","amount":12345678901234567890}';
const error = {
  RoutingKey: "order.placed",
  Exchange: "shop",
  Queue: "orders",
  Exception: "System.TimeoutException: no answer\n   at Shop.PaymentClient.Charge()",
  Message: event,
  DateTime: "2026-11-23T02:50:42Z",
  BasicProperties: {},
};

it("unwraps the message that failed, byte for byte", () => {
  const evidence = readEasyNetQ(deadLetter({}, { body: error }));
  expect(Buffer.from(evidence?.unwrapped?.body ?? []).toString()).toBe(event);
  expect(evidence).toMatchObject({
    errors: [{ text: "System.TimeoutException: no answer" }],
    origin: { queue: "orders", exchange: "shop", routingKey: "order.placed" },
    diedAt: new Date("2026-11-23T02:50:42Z"),
    tries: null,
  });
});

it("reads base64 of a binary serializer", () => {
  const binary = Buffer.from([0, 1, 2, 250, 251, 252]);
  const evidence = readEasyNetQ(deadLetter({}, { body: { ...error, Message: binary.toString("base64") } }));
  expect(Buffer.from(evidence?.unwrapped?.body ?? [])).toEqual(binary);
});

it("takes JSON that could be base64 for JSON", () => {
  const evidence = readEasyNetQ(deadLetter({}, { body: { ...error, Message: "1234" } }));
  expect(Buffer.from(evidence?.unwrapped?.body ?? []).toString()).toBe("1234");
});

it("is silent on a body that only resembles it", () => {
  expect(readEasyNetQ(deadLetter({}, { body: { Message: "hello" } }))).toBeNull();
  expect(readEasyNetQ(deadLetter({}, { body: { ...error, Message: { nested: true } } }))).toBeNull();
});

it("sends no event that lost bytes when EasyNetQ made it text", () => {
  const evidence = readEasyNetQ(deadLetter({}, { body: { ...error, Message: "a\ufffdb" } }));
  expect(evidence).toMatchObject({ unwrapped: null, incomplete: expect.stringContaining("they are lost") });
});
