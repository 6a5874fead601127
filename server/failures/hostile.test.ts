import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Header, HeaderType, HeaderValue } from "../sources/port.ts";
import { deadLetter, noRules, type Plain } from "../testing/heads.ts";
import { diagnoseMessage } from "./diagnose.ts";
import { categories, type Diagnosis, verdicts } from "./failure.ts";
import { diagnosis } from "./output.ts";
import { cpuMs } from "../testing/cpu-ms.ts";

describe("hostile input", () => {
  const names = [
    "x-death",
    "x-exception-message",
    "x-exception-stacktrace",
    "x-original-exchange",
    "x-original-routingKey",
    "ce_id",
    "ce_specversion",
    "ce_knativeerrordest",
    "ce_knativeerrorcode",
    "retry_info",
    "rascal",
    "MT-Fault-ExceptionType",
    "MT-Fault-RetryCount",
    "reason_poisoned",
    "task",
    "RULE_ARN",
    "RETRY_ATTEMPTS",
    "x-first-death-queue",
    "__proto__",
    "\u0000",
  ];
  const types: readonly HeaderType[] = ["string", "bytes", "bool", "void", "int64", "double", "decimal", "timestamp", "table", "array"];
  const text = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.constantFrom("9223372036854775807", "-1", "\u0000\ud800", "at a.b(C.java:1)", "{}", "[".repeat(1_000)),
    fc.constant(null),
  );
  const { value } = fc.letrec<{ value: HeaderValue; header: Header }>((tie) => ({
    value: fc.record(
      {
        type: fc.constantFrom(...types),
        wire: fc.string(),
        text,
        fields: fc.array(tie("header"), { maxLength: 2, depthIdentifier: "table" }),
        items: fc.array(tie("value"), { maxLength: 2, depthIdentifier: "table" }),
      },
      { requiredKeys: ["type", "wire", "text"] },
    ),
    header: fc.record({
      name: fc.oneof(fc.constantFrom("queue", "reason", "count", "time", "routing-keys", "error"), fc.string({ unit: "binary" })),
      value: tie("value"),
    }),
  }));
  const headers = fc.array(fc.record({ name: fc.constantFrom(...names), value }), { maxLength: 12 });
  const body = fc.oneof(
    fc.uint8Array(),
    fc.json().map((json) => Buffer.from(json)),
    fc.constant(null),
  );

  it("never throws, and never lets out what a text column refuses", () => {
    fc.assert(
      fc.property(headers, headers, body, (some, properties, bytes) => {
        const found = diagnoseMessage(
          { ...deadLetter({}), head: { key: null, address: {}, headers: some, properties, problem: null }, body: bytes },
          noRules,
        );
        checkShape(found);
      }),
      { numRuns: 200 },
    );
  });

  it("is capped", () => {
    const long = "é".repeat(200_000);
    const found = diagnoseMessage(
      deadLetter({
        "MT-Fault-ExceptionType": long,
        "MT-Fault-Message": long,
        "MT-Fault-StackTrace": `   at Shop.A.${long}()\n${long}`,
        "MT-Fault-ConsumerType": long,
      }),
      noRules,
    );
    checkShape(found);
    expect(found.errors.at(-1)?.stack).toHaveLength(65_536);
  });

  it("does not stall: 1,000 headers, 5 MB, a trace of half a million characters", () => {
    const many = Object.fromEntries(Array.from({ length: 1_000 }, (_, index): [string, Plain] => [`x-${index}`, "v".repeat(100)]));
    const messages = [
      deadLetter(many),
      deadLetter({}, { body: new Uint8Array(5_000_000) }),
      deadLetter({}, { body: `{"eventId":"e",${" ".repeat(5_000_000)}` }),
      deadLetter({
        "x-exception-stacktrace": "\tat a.b.C.d(C.java:1)\n".repeat(25_000),
        "x-exception-message": "x 1 ".repeat(25_000),
        "x-original-exchange": "shop",
        "x-original-routingKey": "k",
      }),
    ];
    const took = cpuMs(() => {
      for (const message of messages) checkShape(diagnoseMessage(message, noRules));
    });
    expect(took).toBeLessThan(2_000);
  });

  it("is contained where a reader breaks on it", () => {
    const broken: HeaderValue = {
      type: "string",
      wire: "longstr",
      get text(): string {
        throw new Error("broken");
      },
    };
    const message = deadLetter({ "MT-Fault-ExceptionType": "Shop.A" });
    const headers = [...message.head.headers, { name: "x-exception-message", value: broken }, { name: "ce-id", value: broken }];
    expect(diagnoseMessage({ ...message, head: { ...message.head, headers } }, noRules)).toMatchObject({
      errorType: "Shop.A",
      envelope: { eventId: null },
    });
  });

  it("has a title for an error of which nothing can be read", () => {
    const unreadable = { reason_poisoned: "\u0001\u0002", topic_poisoned: "", handler_poisoned: "", subscriber_poisoned: "" };
    expect(diagnoseMessage(deadLetter(unreadable), noRules).title).toBe("No error recorded");
  });

  it("keeps a header name as the prototype's from becoming one", () => {
    expect(diagnoseMessage(deadLetter({}, { body: '{"__proto__":{"eventId":"x"}}' }), noRules).envelope.eventId).toBeNull();
  });
});

function checkShape(found: Diagnosis): void {
  expect(categories).toContain(found.category);
  expect(verdicts).toContain(found.verdict);
  expect(found.fingerprint).toMatch(/^[0-9a-f]{64}$/);
  expect(found.title.length).toBeGreaterThan(0);
  expect(found.title.length).toBeLessThanOrEqual(160);
  expect(found.errorText?.length ?? 0).toBeLessThanOrEqual(2_000);
  const { conventions: _, strips: __, unwrapped: ___, restores: ____, ...told } = found;
  for (const text of textsOf(told)) {
    expect(text.isWellFormed()).toBe(true);
    expect(text).not.toContain("\u0000");
    expect(text.length).toBeLessThanOrEqual(65_536);
  }
  for (const attempt of found.attempts) {
    if (attempt.kind === "counted") expect(attempt.from >= 1 && attempt.to >= attempt.from).toBe(true);
    else expect(attempt.number ?? 1).toBeGreaterThanOrEqual(1);
  }
  // What pages get must not be refused on its way out: no invalid time, no number that is none.
  expect(diagnosis.safeParse(found).error?.message).toBeUndefined();
}

function textsOf(value: unknown): string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsOf) : [];
}

describe("a framework's own JSON", () => {
  const own = "X-Message-Stamp-Symfony\\Component\\Messenger\\Stamp\\";
  const json = fc.json({ maxDepth: 4 });

  it("breaks no reader, whatever it holds", () => {
    fc.assert(
      fc.property(json, json, json, (one, other, third) => {
        const stamps = { type: "A", [`${own}RedeliveryStamp`]: `[${one}]`, [`${own}ErrorDetailsStamp`]: `[${other}]` };
        const sent = { ...stamps, [`${own}SentToFailureTransportStamp`]: '[{"originalReceiverName":"a"}]' };
        const record = `{"error":${one},"num_attempts":3,"failed_at":"2026-11-20T09:15:04Z","properties":${other},"backtrace":${third}}`;
        const task = `{"headers":{"task":"a","id":"b"},"properties":{"delivery_info":${one}},"body":${JSON.stringify(other)}}`;
        checkShape(diagnoseMessage(deadLetter(sent), noRules));
        checkShape(diagnoseMessage(deadLetter({ retry_info: record }, { body: task }), noRules));
        checkShape(diagnoseMessage(deadLetter({ retry_info: `[${record},${record}]` }, { body: third }), noRules));
      }),
    );
  });
});
