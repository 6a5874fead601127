import { expect, it } from "vitest";
import { deadLetter, deadRecord } from "../../testing/heads.ts";
import { orderedText } from "../../sources/position.ts";
import { readOriginRecord } from "../origin-record.ts";
import { readWolverine } from "./wolverine.ts";

it("reads enhanced dead lettering", () => {
  const evidence = readWolverine(
    deadLetter({
      "exception-type": "Shop.OutOfStockException",
      "exception-message": "no stock",
      "exception-stack": "   at Shop.Stock.Take()",
      "failed-at": "1795402242123",
      "original-destination": "rabbitmq://queue/orders",
      attempts: "3",
    }),
  );
  expect(evidence).toMatchObject({
    errors: [{ type: "Shop.OutOfStockException", text: "no stock" }],
    tries: { count: 3 },
    attempts: [{ after: 0 }],
    origin: { queue: "orders" },
    diedAt: new Date(1_795_402_242_123),
  });
  expect(evidence?.strips).toContain("attempts");
});

it.each<[string, object]>([
  ["rabbitmq://queue/orders", { queue: "orders", exchange: null }],
  ["rabbitmq://exchange/shop", { queue: null, exchange: "shop" }],
  ["rabbitmq://topic/shop/order.placed", { queue: null, exchange: null, routingKey: null }],
  ["sqs://orders", { queue: "orders" }],
  ["local://orders", { queue: null, handler: "orders" }],
])("knows of %s what kind of name it is", (destination, origin) => {
  const headers = {
    "exception-type": "Shop.A",
    "exception-message": "no",
    "failed-at": "1795402242123",
    "original-destination": destination,
  };
  const none = { queue: null, exchange: null, routingKey: null, topic: null, handler: null };
  expect({ ...none, ...readWolverine(deadLetter(headers))?.origin }).toMatchObject(origin);
});

it("does not take a lone exception-type for Wolverine's", () => {
  expect(readWolverine(deadLetter({ "exception-type": "x", attempts: "3" }))).toBeNull();
});

it("reads a record of Kafka, and which record it was", () => {
  const record = deadRecord(
    [
      ["exception-type", "Shop.OutOfStockException"],
      ["exception-message", "no stock"],
      ["failed-at", "1795402242123"],
      ["original-destination", "kafka://topic/orders"],
      ["original-partition", "2"],
      ["original-offset", "4711"],
      ["attempts", "3"],
    ],
    { queue: "wolverine-dead-letter-queue" },
  );
  expect(readWolverine(record)).toMatchObject({ errors: [{ text: "no stock" }], origin: { queue: "orders" }, tries: { count: 3 } });
  expect(readOriginRecord(record.head)).toEqual({ topic: "orders", part: "2", at: orderedText(4_711) });
  expect(readOriginRecord(deadRecord([["original-destination", "rabbitmq://queue/orders"]]).head)).toBeNull();
});

it("sends what failed on a retry topic back to the topic before it, and counts the attempts of all of them", () => {
  const evidence = readWolverine(
    deadRecord([
      ["exception-type", "System.TimeoutException"],
      ["exception-message", "no answer"],
      ["failed-at", "1795402187000"],
      ["original-destination", "kafka://topic/orders.retry.5m"],
      ["attempts", "1"],
      ["wolverine-kafka-retry-source", "orders"],
      ["wolverine-kafka-retry-tier", "2"],
      ["wolverine-kafka-retry-attempt", "4"],
      ["wolverine-kafka-retry-first-failed", "639153989870000000"],
    ]),
  );
  expect(evidence).toMatchObject({ origin: { queue: "orders" }, tries: { count: 4 } });
  expect(evidence?.strips).toEqual(expect.arrayContaining(["wolverine-kafka-retry-tier", "wolverine-kafka-retry-attempt"]));
});
