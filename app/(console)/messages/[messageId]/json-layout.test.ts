import fc from "fast-check";
import { expect, test } from "vitest";
import { layOut, layoutOf } from "./json-layout";
import { prettyJson } from "./pretty-json";

test("three ways of writing JSON are known, and what is neither is left alone", () => {
  expect(layoutOf('{"a":[1,2],"b":{}}')).toBe("compact");
  expect(layoutOf('{"a": [1, 2], "b": {}}')).toBe("spaced");
  expect(layoutOf('{\n  "a": 1\n}')).toBe("pretty");
  expect(layoutOf('{ "a": 1 }')).toBeNull();
  expect(layoutOf('{"a":1}\n')).toBeNull();
});

test("what is shown for editing and not edited is sent as it was, to the byte", () => {
  fc.assert(
    fc.property(fc.json(), fc.constantFrom("compact", "spaced", "pretty"), (json, layout) => {
      const text = layOut(json, layout);
      const known = layoutOf(text);
      expect(known && layOut(prettyJson(text) ?? "", known)).toBe(text);
    }),
  );
});

test("digits that a number cannot hold, and commas and colons inside strings, stay", () => {
  const text = '{"id":12345678901234567890.10,"note":"a, b: {c}"}';
  expect(layOut(prettyJson(text) ?? "", "compact")).toBe(text);
});
