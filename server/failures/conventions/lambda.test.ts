import { expect, it } from "vitest";
import { deadLetter } from "../../testing/heads.ts";
import { readLambdaDestination, readLambdaQueue } from "./lambda.ts";

it("reads the three attributes; 200 means that the function itself failed", () => {
  const headers = { RequestID: "r-1", ErrorCode: 200, ErrorMessage: "order not found" };
  expect(readLambdaQueue(deadLetter(headers))).toMatchObject({
    errors: [{ type: null, text: "order not found" }],
    tries: null,
    strips: Object.keys(headers),
  });
  expect(readLambdaQueue(deadLetter({ ...headers, ErrorCode: 429 }))?.errors).toMatchObject([{ type: "HTTP 429" }]);
  expect(readLambdaQueue(deadLetter({ ErrorMessage: "home-grown" }))).toBeNull();
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

it("is silent on other bodies", () => {
  expect(readLambdaDestination(deadLetter({}, { body: { requestContext: {} } }))).toBeNull();
});
