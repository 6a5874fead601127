import { expect, test } from "vitest";
import { payloadWords, versionsShown } from "./payload-words";

const payload = { isNull: false, size: 346, gzip: false, text: "{}", json: true };

test("a body is said by its size, its declared type and what its bytes are", () => {
  expect(payloadWords(payload, "application/json")).toBe("346 B, application/json, UTF-8");
  expect(payloadWords(payload, null)).toBe("346 B, JSON");
  expect(payloadWords({ ...payload, text: null, json: false }, null)).toBe("346 B, not UTF-8");
  expect(payloadWords({ ...payload, gzip: true, json: false }, null)).toBe("346 B, gzip, shown unpacked, UTF-8");
});

test("a null body has no size and no encoding", () => {
  expect(payloadWords({ ...payload, isNull: true, size: 0, text: null, json: false }, null)).toBe("a null body");
});

test("the newest four versions are offered, the first by its origin", () => {
  expect(versionsShown(2, false).map(({ label }) => label)).toEqual(["Original", "Version 2"]);
  expect(versionsShown(2, true).map(({ label }) => label)).toEqual(["As captured", "Version 2"]);
  expect(versionsShown(6, false).map(({ value }) => value)).toEqual(["3", "4", "5", "6"]);
});
