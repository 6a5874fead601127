import { expect, it } from "vitest";
import { deadRecord } from "../../testing/heads.ts";
import { readEventferry } from "./eventferry.ts";

it("reads what an outbox relay could not publish", () => {
  const at = "2026-11-23T02:49:40.000Z";
  const evidence = readEventferry(
    deadRecord([
      ["dlq-reason", "The request included a message larger than the max message size the server will accept"],
      ["dlq-error-class", "KafkaJSProtocolError"],
      ["dlq-original-topic", "orders"],
      ["dlq-failed-at", at],
      ["dlq-attempts", "5"],
      ["tenant", "north"],
    ]),
  );
  expect(evidence).toMatchObject({
    convention: "eventferry",
    errors: [{ type: "KafkaJSProtocolError", text: expect.stringContaining("larger than the max") }],
    tries: { count: 5 },
    attempts: [{ after: 0, at: new Date(at) }],
    origin: { queue: "orders" },
    diedAt: new Date(at),
  });
  expect(evidence?.strips).not.toContain("tenant");
});

it("is silent on names that are anybody's", () => {
  expect(
    readEventferry(
      deadRecord([
        ["dlq-reason", "no"],
        ["dlq-original-topic", "orders"],
      ]),
    ),
  ).toBeNull();
});
