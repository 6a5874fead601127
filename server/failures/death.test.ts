import { describe, expect, it } from "vitest";
import { deadLetter, deadRecord, death, noRules, type Plain } from "../testing/heads.ts";
import type { FailedMessage, FailureRules } from "./failure.ts";
import { recognizeFailure } from "./recognize.ts";

const first = new Date("2026-11-23T02:49:47Z");
const second = new Date("2026-11-23T02:55:00Z");
const sent = new Date("2026-11-23T02:00:00Z");

function deathIn(message: FailedMessage, rules: FailureRules = noRules) {
  const { diedAt, diedAfter } = recognizeFailure(message, rules);
  return { diedAt, diedAfter };
}
const known = (diedAt: Date) => ({ diedAt, diedAfter: null });
const after = (diedAfter: Date | null) => ({ diedAt: null, diedAfter });

describe("a death on RabbitMQ", () => {
  const read = (headers: { readonly [name: string]: Plain }, more: Parameters<typeof deadLetter>[1] = {}) =>
    deathIn(deadLetter(headers, more));

  it("is unknown where nothing is carried", () => {
    expect(read({ "x-tenant": "eu" })).toEqual(after(null));
  });

  it("is not before the event, nor before its publisher's time", () => {
    expect(read({}, { properties: { timestamp: sent } })).toEqual(after(sent));
    const cloud = { specversion: "1.0", id: "1", type: "a", source: "/a", time: first.toISOString() };
    expect(read({}, { properties: { timestamp: sent }, body: cloud })).toEqual(after(first));
    expect(read({}, { properties: { timestamp: new Date("2026-11-24T00:00:00Z") } })).toEqual(after(null));
  });

  it.each(["rejected", "delivery_limit", "maxlen", "expired"])("is the time of one death alone, %s", (reason) => {
    expect(read({ "x-death": [death({ reason })] }, { properties: { timestamp: sent } })).toEqual(known(first));
  });

  it("is after the first of several in one queue", () => {
    expect(read({ "x-death": [death({ count: 4 })] }, { properties: { timestamp: sent } })).toEqual(after(first));
  });

  it("is after the wait of a retry topology, from where it may have gone back to work", () => {
    const wait = death({ reason: "expired", queue: "wait", time: second });
    expect(read({ "x-death": [wait, death()] })).toEqual(after(second));
    expect(read({ "x-death": [wait, death({ reason: "expired", queue: "wait-1" })], "x-retry-count": 2 })).toEqual(after(second));
    expect(read({ "x-death": [death({ time: second }), wait] })).toEqual(known(second));
  });

  it.each<[string, { readonly [name: string]: Plain }]>([
    [
      "Spring AMQP",
      {
        "x-exception-stacktrace": "a.B: no\n\tat a.C.d(C.java:1)",
        "x-exception-message": "no",
        "x-original-exchange": "",
        "x-original-routingKey": "orders",
      },
    ],
    ["Watermill", { reason_poisoned: "no", topic_poisoned: "orders", handler_poisoned: "charge", subscriber_poisoned: "amqp" }],
    ["Rebus", { "rbs2-error-details": "no", "rbs2-source-queue": "orders" }],
    ["Rascal", { rascal: { originalQueue: "later", recovery: { later: { forwarded: 1 } } } }],
  ])("is not that of an earlier round where %s published it", (_, headers) => {
    expect(read({ ...headers, "x-death": [death()] })).toEqual(after(first));
    expect(read(headers)).toEqual(after(null));
  });

  it("is what the broker noted of what a counter of redeliveries came along with", () => {
    expect(read({ "MT-Redelivery-Count": 2, "x-death": [death()] })).toEqual(known(first));
  });

  it("is what a framework says, not what the broker noted of a wait before", () => {
    const wait = death({ reason: "expired", queue: "orders-retry" });
    const info = JSON.stringify({ error: "no", num_attempts: 2, failed_at: second.toISOString() });
    expect(read({ retry_info: info, "x-death": [wait] })).toEqual(known(second));
  });

  it("is not in the future, nor in the time before clocks", () => {
    expect(read({ "x-death": [death({ time: new Date("2026-11-23T03:18:00Z") })] })).toEqual(known(new Date("2026-11-23T03:18:00Z")));
    expect(read({ "x-death": [death({ time: new Date("2026-11-24T00:00:00Z") })] })).toEqual(after(null));
    expect(read({ "x-death": [death({ time: new Date("1999-01-01T00:00:00Z") })] })).toEqual(after(null));
  });

  it("is unknown under mapped headers without its time", () => {
    const rules = { ...noRules, headers: { errorType: "x-error", failedAt: "x-failed-at" } };
    expect(deathIn(deadLetter({ "x-error": "a.B", "x-death": [death()] }), rules)).toEqual(after(first));
    expect(deathIn(deadLetter({ "x-error": "a.B", "x-failed-at": second.toISOString() }), rules)).toEqual(known(second));
    const republished = { "x-exception-message": "no", "x-failed-at": second.toISOString(), "x-death": [death()] };
    expect(deathIn(deadLetter(republished), rules)).toEqual(known(second));
  });
});

describe("a record's own time", () => {
  it("is no death where nobody is known to have written it as a dead letter", () => {
    expect(deathIn(deadRecord([["tenant", "north"]]))).toEqual(after(first));
    expect(deathIn(deadRecord([]))).toEqual(after(first));
    const mapped = { ...noRules, headers: { errorType: "x-error" } };
    expect(deathIn(deadRecord([["x-error", "a.B"]]), mapped)).toEqual(after(first));
  });

  it.each<[string, readonly (readonly [string, string])[]]>([
    ["Spring Kafka", [["kafka_dlt-original-topic", "orders"]]],
    ["Spring Kafka, retryable topic", [["kafka_original-topic", "orders"]]],
    [
      "Spring Cloud Stream",
      [
        ["x-original-topic", "orders"],
        ["x-exception-fqcn", "a.B"],
        ["x-exception-message", "no"],
      ],
    ],
    [
      "SmallRye",
      [
        ["dead-letter-topic", "orders"],
        ["dead-letter-exception-class-name", "a.B"],
      ],
    ],
    ["kafkajs-async-retry", [["asyncRetry", '{"top":"orders","att":3}']]],
    [
      "Karafka",
      [
        ["source_topic", "orders"],
        ["source_attempts", "3"],
      ],
    ],
    [
      "Silverback",
      [
        ["x-source-topic", "orders"],
        ["x-failed-attempts", "3"],
      ],
    ],
    ["a share group", [["__dlq.errors.topic", "orders"]]],
    ["Watermill", ["reason", "topic", "handler", "subscriber"].map((what) => [`${what}_poisoned`, "no"] as const)],
    ["Rebus", [["rbs2-source-queue", "orders"]]],
  ])("is the death where %s has written a new record", (_, headers) => {
    expect(deathIn(deadRecord(headers))).toEqual(known(first));
  });

  const keeping: readonly (readonly [string, string])[] = [
    ["__connect.errors.topic", "orders"],
    ["__streams.errors.exception", "a.B"],
  ];
  it.each(keeping)("is the event's with %s, unless the broker stamps what it appends", (name, text) => {
    const record = deadRecord([
      ["kafka_dlt-original-topic", "orders"],
      [name, text],
    ]);
    expect(deathIn(record)).toEqual(after(first));
    const address = { ...record.head.address, timestampType: "LogAppendTime" };
    expect(deathIn({ ...record, head: { ...record.head, address } })).toEqual(known(first));
    expect(deathIn({ ...deadRecord([]), head: { ...deadRecord([]).head, address } })).toEqual(after(first));
  });
});

it("is unknown on SQS, and not before it was sent", () => {
  const properties = { SentTimestamp: String(sent.getTime()), DeadLetterQueueSourceArn: "arn:aws:sqs:eu-west-1:1:orders" };
  expect(deathIn(deadLetter({}, { properties }))).toEqual(after(sent));
});
