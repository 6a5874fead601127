import { expect, it } from "vitest";
import { deadRecord } from "../../testing/heads.ts";
import { readSilverback } from "./silverback.ts";

const headers = [
  ["x-message-type", "Shop.OrderPlaced, Shop"],
  ["x-source-topic", "orders"],
  ["x-source-consumer-group-id", "billing"],
  ["x-failure-reason", "System.InvalidOperationException in Shop.Billing"],
  ["x-source-partition", "0"],
  ["x-source-offset", "17"],
  ["x-failed-attempts", "3"],
] as const;

it("reads the class of the innermost exception and the attempts", () => {
  const evidence = readSilverback(deadRecord(headers));
  expect(evidence).toMatchObject({
    convention: "Silverback",
    errors: [{ type: "System.InvalidOperationException", text: null }],
    attempts: [{ after: 0, error: { type: "System.InvalidOperationException" } }],
    tries: { count: 3 },
    origin: { queue: "orders", handler: "billing" },
  });
  expect(evidence?.strips).toContain("x-failed-attempts");
  expect(evidence?.strips).not.toContain("x-message-type");
});

it("is silent on a live message, also one that says where it was read", () => {
  expect(readSilverback(deadRecord([["x-message-type", "Shop.OrderPlaced, Shop"]]))).toBeNull();
  expect(readSilverback(deadRecord([["x-source-topic", "orders"]]))).toBeNull();
});
