import fc from "fast-check";
import { expect, test } from "vitest";
import { prettyJson } from "./pretty-json";

test("digits, duplicates and escapes stay as they were written", () => {
  expect(prettyJson('{"id":9007199254740993,"a":1.10,"a":[],"s":"\\u0041{,"}')).toBe(
    '{\n  "id": 9007199254740993,\n  "a": 1.10,\n  "a": [],\n  "s": "\\u0041{,"\n}',
  );
});

test("it means the same and is laid out like JSON.stringify", () => {
  fc.assert(
    fc.property(fc.json(), (text) => {
      expect(prettyJson(text)).toBe(JSON.stringify(JSON.parse(text), null, 2));
    }),
  );
});
