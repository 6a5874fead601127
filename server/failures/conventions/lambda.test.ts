import { gzipSync } from "node:zlib";
import { expect, it } from "vitest";
import { deadLetter } from "../../testing/heads.ts";
import { readLambdaDestination, readLambdaQueue } from "./lambda.ts";

it("reads the three attributes; 200 means that the function itself failed", () => {
  const headers = { RequestID: "8b31a7d2-0f1c-4b60-9a57-9e3c6f1d2a44", ErrorCode: 200, ErrorMessage: "order not found" };
  expect(readLambdaQueue(deadLetter(headers))).toMatchObject({
    errors: [{ type: null, text: "order not found" }],
    tries: null,
    strips: Object.keys(headers),
  });
  expect(readLambdaQueue(deadLetter({ ...headers, ErrorCode: 429 }))?.errors).toMatchObject([{ type: "HTTP 429" }]);
  for (const name of Object.keys(headers))
    expect(readLambdaQueue(deadLetter(Object.fromEntries(Object.entries(headers).filter(([other]) => other !== name))))).toBeNull();
  expect(readLambdaQueue(deadLetter({ ...headers, RequestID: "ord-1" }))).toBeNull();
  expect(readLambdaQueue(deadLetter({ ...headers, ErrorCode: "E_STOCK" }))).toBeNull();
});

it("unwraps the event of an on-failure record, with all digits", () => {
  const body = `{"timestamp":"2026-11-23T02:50:42.123Z","requestContext":{"requestId":"r","functionArn":"arn:f","condition":"RetriesExhausted","approximateInvokeCount":3},
    "requestPayload":{"id":12345678901234567890},"responsePayload":{"errorType":"TypeError","errorMessage":"x is not a function","trace":["TypeError: x","    at f (/var/task/a.js:1:2)"]}}`;
  const evidence = readLambdaDestination(deadLetter({}, { body }));
  expect(Buffer.from(evidence?.unwrapped?.body ?? []).toString()).toBe('{"id":12345678901234567890}');
  expect(evidence).toMatchObject({
    errors: [{ type: "TypeError", text: "x is not a function" }],
    reason: "RetriesExhausted",
    tries: null,
    origin: { handler: "arn:f" },
    diedAt: new Date("2026-11-23T02:50:42.123Z"),
  });
});

const record = (payload: string) =>
  `{"requestContext":{"functionArn":"arn:f","condition":"RetriesExhausted"},"requestPayload": ${payload} ,"responsePayload":{"errorType":"E"}}`;

it.each([
  '{"amount":12.50,"big":1e400,"id":12345678901234567890}',
  '{"sku":"a","sku":"b", "lines":[ {"n":1.0} ]}',
  '"text \\u00e9"',
  "null",
  `${"[".repeat(100_000)}${"]".repeat(100_000)}`,
  `{"note":"${"x".repeat(1_048_576)}"}`,
])("cuts the event out of the record, to the byte", (payload) => {
  const evidence = readLambdaDestination(deadLetter({}, { body: record(payload) }));
  expect(evidence?.incomplete).toBeNull();
  expect(Buffer.from(evidence?.unwrapped?.body ?? []).toString()).toBe(payload);
});

it("takes no event out of a record that is packed, and says so", () => {
  const evidence = readLambdaDestination(deadLetter({}, { body: gzipSync(record('{"a":1}')) }));
  expect(evidence).toMatchObject({ unwrapped: null, incomplete: expect.stringContaining("stored as gzip, UTF-8") });
});

it("is silent on other bodies", () => {
  expect(readLambdaDestination(deadLetter({}, { body: { requestContext: {} } }))).toBeNull();
  const gateway = { requestContext: { functionArn: "arn:f", requestId: "r" }, body: "{}" };
  expect(readLambdaDestination(deadLetter({}, { body: gateway }))).toBeNull();
});

it("prints a trace that a runtime took apart as its language does, causes below it", () => {
  const trace = (responsePayload: object) =>
    readLambdaDestination(
      deadLetter(
        {},
        { body: { requestContext: { functionArn: "arn:f", condition: "RetriesExhausted" }, requestPayload: {}, responsePayload } },
      ),
    )?.errors[0]?.stack;
  const cause = {
    errorType: "java.net.SocketTimeoutException",
    errorMessage: "Read timed out",
    stackTrace: ["shop.Rates.fetch(Rates.java:58)"],
  };
  expect(
    trace({ errorType: "java.lang.IllegalStateException", errorMessage: "no rates", stackTrace: ["shop.Till.take(Till.java:31)"], cause }),
  ).toBe(
    "java.lang.IllegalStateException: no rates\n\tat shop.Till.take(Till.java:31)\nCaused by: java.net.SocketTimeoutException: Read timed out\n\tat shop.Rates.fetch(Rates.java:58)",
  );
  expect(trace({ errorType: "errorString", stackTrace: [{ path: "shop/till/price.go", line: 17, label: "Price" }] })).toBe(
    "shop/till.Price\n\tshop/till/price.go:17",
  );
  expect(trace({ errorType: "E", stackTrace: [["/var/task/a.py", 14, "handler", "x()"], 5, null, {}] })).toBe(
    '  File "/var/task/a.py", line 14, in handler',
  );
  expect(trace({ errorType: "E", stackTrace: "no list", cause: "none" })).toBeNull();
});
