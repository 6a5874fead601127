import { expect, it } from "vitest";
import { deadLetter } from "../../testing/heads.ts";
import { readSqs } from "./sqs.ts";

const properties = { ApproximateReceiveCount: "3", DeadLetterQueueSourceArn: "arn:aws:sqs:eu-west-1:1:orders" };

it("says how often it was received, which is not how often it was tried", () => {
  expect(readSqs(deadLetter({}, { properties }))).toMatchObject({
    attempts: [{ from: 1, to: 3, certainty: "count_only", source: "received 3 times" }],
    attemptCount: null,
    origin: { queue: "orders" },
    errors: [],
  });
});

it("is silent elsewhere and without its attributes", () => {
  expect(readSqs(deadLetter(properties))).toBeNull();
  expect(readSqs(deadLetter({}))).toBeNull();
  expect(readSqs(deadLetter({}, { properties: { ApproximateReceiveCount: "-3" } }))).toBeNull();
});
