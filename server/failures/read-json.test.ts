import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { deadLetter, noRules } from "../testing/heads.ts";
import { diagnoseMessage } from "./diagnose.ts";
import { routeMessage } from "./recognize.ts";

const record = (payload: string) =>
  `{"requestContext":{"functionArn":"arn:f","condition":"RetriesExhausted"},"requestPayload":${payload},"responsePayload":{"errorType":"E"}}`;

describe("a framework's record", () => {
  it.each([100_000, 262_144, 1_100_000, 20_000_000])("is recognised at %s bytes", (size) => {
    const event = `{"note":"${"x".repeat(size)}"}`;
    const { unwrapped, incomplete } = routeMessage(deadLetter({}, { body: record(event) }), noRules);
    expect([unwrapped?.body.length, incomplete]).toEqual([event.length, null]);
  });

  it("that might stand beyond what was read is said to be unknown: nothing is sent", () => {
    const many = `{${Array.from({ length: 100_001 }, (_, at) => `"k${at}":0`).join()},"requestContext":{"functionArn":"arn:f","condition":"RetriesExhausted"}}`;
    const found = diagnoseMessage(deadLetter({}, { body: many }), noRules);
    expect(found.evidence).toContain("The body has more than 100,000 fields at its top, and only these were read.");
    expect(found.incomplete).toContain("Whether a framework has wrapped the event in it is not known.");
  });

  it("is never packed, so that a packed body is sent as it is; that it was not read whole is said", () => {
    const found = diagnoseMessage(deadLetter({}, { body: gzipSync(`{"eventId":"e-1","note":"${"x".repeat(20_000_000)}"}`) }), noRules);
    expect(found).toMatchObject({ incomplete: null, envelope: { eventId: "e-1" } });
    expect(found.evidence).toContain("The body is packed (gzip) and holds more than 16 MB: only its beginning was read.");
  });
});
