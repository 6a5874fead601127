import fc from "fast-check";
import { expect, test } from "vitest";
import { prettyJson } from "./pretty-json";

test("digits, duplicates and escapes stay as they were written", () => {
  expect(prettyJson('{"id":9007199254740993,"a":1.10,"a":[],"s":"\\u0041{,"}')).toBe(
    '{\n  "id": 9007199254740993,\n  "a": 1.10,\n  "a": [],\n  "s": "\\u0041{,"\n}',
  );
});

test("a text nested too deep is not laid out, and costs no more than what is", () => {
  for (const levels of [2_000, 20_000, 130_000]) {
    expect(prettyJson("[".repeat(levels) + "]".repeat(levels))).toBeNull();
    expect(prettyJson('{"a":'.repeat(levels) + "1" + "}".repeat(levels))).toBeNull();
  }
  expect(prettyJson("[".repeat(200) + "]".repeat(200))).toContain("\n".padEnd(399));
  expect(prettyJson(`[${"1,".repeat(130_000)}1]`)?.split("\n")).toHaveLength(130_003);
});

test("it means the same and is laid out like JSON.stringify", () => {
  fc.assert(
    fc.property(fc.json(), (text) => {
      expect(prettyJson(text)).toBe(JSON.stringify(JSON.parse(text), null, 2));
    }),
  );
});
