import { expect, it } from "vitest";
import { deadRecord } from "../../testing/heads.ts";
import { readKafkaJsAsyncRetry } from "./kafkajs-async-retry.ts";

it("reads topic and attempts, one more than it had before the last; the group is in the queue's name", () => {
  const header = ["asyncRetry", JSON.stringify({ top: "orders", ttl: 1_790_000_000_000, att: 4 })] as const;
  expect(readKafkaJsAsyncRetry(deadRecord([header], { queue: "billing-dlq" }))).toMatchObject({
    origin: { queue: "orders", handler: "billing" },
    tries: { count: 5 },
    strips: ["asyncRetry"],
  });
});

it.each(["{", "[]", '{"att":1}'])("is silent on %s", (text) => {
  expect(readKafkaJsAsyncRetry(deadRecord([["asyncRetry", text]]))).toBeNull();
});
