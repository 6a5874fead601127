import { expect, test } from "vitest";
import { notesOn, payloadWords, versionsShown } from "./payload-words";

const payload = { isNull: false, size: 346, packing: [], charset: "UTF-8", json: true };

test("a body is said by its size, its declared type and what its bytes are", () => {
  expect(payloadWords(payload, "application/json")).toBe("346 B, application/json, UTF-8");
  expect(payloadWords(payload, null)).toBe("346 B, JSON");
  expect(payloadWords({ ...payload, charset: null, json: false }, null)).toBe("346 B, not read as text");
  expect(payloadWords({ ...payload, packing: ["base64", "gzip"], json: false }, null)).toBe("346 B, base64, gzip, shown unpacked, UTF-8");
  expect(payloadWords({ ...payload, charset: "UTF-16LE" }, "text/xml")).toBe("346 B, text/xml, UTF-16LE");
  expect(payloadWords({ ...payload, packing: ["br"], charset: null, json: false }, null)).toBe("346 B, br, not read as text");
});

const whole = { truncated: false, words: null, text: "{}", json: true };

test("a body that begins like JSON and is none is said to be so", () => {
  const note = "It begins like JSON and is none: it ends early, or breaks off within.";
  expect(notesOn({ ...whole, text: ' {"eventType":"Order', json: false }, false)).toEqual([note]);
  expect(notesOn({ ...whole, text: "plain", json: false }, false)).toEqual([]);
  expect(notesOn({ ...whole, text: '{"a":', json: false, truncated: true, words: "It ends early." }, false)).not.toContain(note);
});

test("what is not shown is said, with where it is", () => {
  expect(notesOn(whole, false)).toEqual([]);
  expect(notesOn({ ...whole, truncated: true, words: null }, true)).toEqual([
    "Only the first 262 kB are shown. The download has all of it.",
    "It is nested too deep to be laid out, so it is shown as it is written.",
  ]);
  expect(notesOn({ ...whole, truncated: true, words: "It ends early." }, false)).toEqual([
    "It ends early. The download has all that is stored.",
  ]);
});

test("a null body has no size and no encoding", () => {
  expect(payloadWords({ ...payload, isNull: true, size: 0, charset: null, json: false }, null)).toBe("a null body");
});

test("the newest four versions are offered, the first by its origin", () => {
  expect(versionsShown(2, false).map(({ label }) => label)).toEqual(["Original", "Version 2"]);
  expect(versionsShown(2, true).map(({ label }) => label)).toEqual(["As captured", "Version 2"]);
  expect(versionsShown(6, false).map(({ value }) => value)).toEqual(["3", "4", "5", "6"]);
});
