import { expect, it } from "vitest";
import { deadLetter } from "../../testing/heads.ts";
import { readEventBridge, readScheduler } from "./eventbridge.ts";
import { readEventBridgeBus } from "./eventbridge-bus.ts";

const attributes = {
  RULE_ARN: "arn:aws:events:eu-west-1:1:rule/orders",
  TARGET_ARN: "arn:aws:sqs:eu-west-1:1:billing",
  ERROR_CODE: "NO_PERMISSIONS",
  ERROR_MESSAGE: "not authorized",
  RETRY_ATTEMPTS: "0",
};
const properties = { SentTimestamp: "1795402242123" };

it("reads the six attributes", () => {
  expect(readEventBridge(deadLetter({ ...attributes, EXHAUSTED_RETRY_CONDITION: "MaximumRetryAttempts" }, { properties }))).toMatchObject({
    errors: [{ type: "NO_PERMISSIONS", text: "not authorized" }],
    tries: { count: 1 },
    attempts: [{ after: 0 }],
    origin: { queue: null, exchange: null, handler: attributes.TARGET_ARN },
    reason: "MaximumRetryAttempts",
    diedAt: new Date(1_795_402_242_123),
  });
});

it("counts retries and leaves room for the ten attributes of a replay", () => {
  const evidence = readEventBridge(deadLetter({ ...attributes, RETRY_ATTEMPTS: "185" }));
  expect(evidence?.tries?.count).toBe(186);
  expect(evidence?.strips).toHaveLength(5);
  expect(readEventBridge(deadLetter({ ...attributes, RETRY_ATTEMPTS: "many" }))?.tries).toBeNull();
});

it("knows a schedule, and that its payload was cut", () => {
  const { RULE_ARN: _, ...rest } = attributes;
  const evidence = readScheduler(
    deadLetter({ ...rest, SCHEDULE_ARN: "arn:aws:scheduler:eu-west-1:1:schedule/default/nightly", IS_PAYLOAD_TRUNCATED: "true" }),
  );
  expect(evidence).toMatchObject({
    convention: "EventBridge Scheduler",
    reason: "the payload was cut off",
    incomplete: expect.stringContaining("IS_PAYLOAD_TRUNCATED"),
    origin: { exchange: null, handler: attributes.TARGET_ARN },
  });
  expect(readEventBridge(deadLetter(rest))).toBeNull();
});

it.each(["RULE_ARN", "TARGET_ARN", "ERROR_CODE", "ERROR_MESSAGE"] as const)("is silent without %s, or with another's", (name) => {
  const { [name]: _, ...rest } = attributes;
  expect(readEventBridge(deadLetter(rest))).toBeNull();
  if (name.endsWith("_ARN")) expect(readEventBridge(deadLetter({ ...rest, [name]: "orders" }))).toBeNull();
});

it("knows the record of a custom bus, which does not hold the event", () => {
  const body = {
    version: "1",
    busArn: "arn:b",
    targetArn: "arn:t",
    errorCode: "ACCESS_DENIED",
    errorMessage: "no",
    retryAttempts: 5,
    failedMessages: [{ eventId: "e-1" }],
  };
  expect(readEventBridgeBus(deadLetter({}, { body }))).toMatchObject({
    errors: [{ type: "ACCESS_DENIED" }],
    tries: { count: 6 },
    reason: "payload not in the dead-letter queue",
    incomplete: expect.stringContaining("still on the bus"),
    unwrapped: null,
  });
  expect(readEventBridgeBus(deadLetter({}, { body: { busArn: "arn:b" } }))).toBeNull();
});
