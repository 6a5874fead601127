import { expect, it } from "vitest";
import { deadRecord } from "../../testing/heads.ts";
import { readShareGroup } from "./share-group.ts";

const headers = [
  ["__dlq.errors.topic", "orders"],
  ["__dlq.errors.partition", "2"],
  ["__dlq.errors.offset", "17"],
  ["__dlq.errors.group", "billing"],
  ["__dlq.errors.delivery.count", "5"],
  ["__dlq.errors.message", "Offset delivery count exceeded the threshold."],
] as const;

it("reads where the record lay and how often it was delivered; without its bytes it is not whole", () => {
  expect(readShareGroup(deadRecord(headers))).toMatchObject({
    origin: { queue: "orders", handler: "billing" },
    tries: null,
    attempts: [],
    counts: [{ kind: "delivered", where: "billing", count: 5 }],
    reason: "delivery_limit",
    incomplete: "The share group kept only where the record lay (orders, partition 2, offset 17), not the record itself.",
  });
});

it("is whole where the group copies records", () => {
  expect(readShareGroup(deadRecord(headers, { body: Buffer.from("{}") }))?.incomplete).toBeNull();
});

it("is silent on a live record", () => {
  expect(readShareGroup(deadRecord([["tenant", "north"]]))).toBeNull();
});
