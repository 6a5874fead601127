import { expect, it } from "vitest";
import { deadLetter } from "../../testing/heads.ts";
import { readSqs } from "./sqs.ts";

const properties = { ApproximateReceiveCount: "3", DeadLetterQueueSourceArn: "arn:aws:sqs:eu-west-1:1:orders" };

it("says how often it was received, which is not how often it was tried", () => {
  expect(readSqs(deadLetter({}, { properties }))).toMatchObject({
    attempts: [],
    counts: [{ kind: "received", where: "orders", count: 3 }],
    tries: null,
    origin: { queue: "orders" },
    errors: [],
  });
});

it("is silent elsewhere and without its attributes", () => {
  expect(readSqs(deadLetter(properties))).toBeNull();
  expect(readSqs(deadLetter({}))).toBeNull();
  expect(readSqs(deadLetter({}, { properties: { ApproximateReceiveCount: "-3" } }))).toBeNull();
});
