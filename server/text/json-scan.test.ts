import fc from "fast-check";
import { expect, test } from "vitest";
import { endOfValue, isJson } from "./json-scan.ts";

function parses(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

test("it takes for JSON what JSON.parse does, and nothing else", () => {
  const pieces = [
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    '"',
    '"a"',
    "\\",
    "\\u00e9",
    "\\x",
    "1",
    "-",
    "01",
    ".5",
    "1.5e-3",
    "e",
    "true",
    "null",
    "nul",
    " ",
    "\n",
    "\u0001",
    "\u00a0",
  ];
  fc.assert(
    fc.property(
      fc.oneof(
        fc.json(),
        fc.array(fc.constantFrom(...pieces), { maxLength: 12 }).map((parts) => parts.join("")),
      ),
      (text) => {
        expect([text, isJson(text)]).toEqual([text, parses(text)]);
      },
    ),
    { numRuns: 3_000 },
  );
});

test("every beginning of a text is no value, unless it is a number", () => {
  fc.assert(
    fc.property(
      fc.jsonValue().filter((value) => typeof value === "object" && value !== null),
      (value) => {
        const text = JSON.stringify(value);
        for (let end = 0; end < text.length; end++) expect(endOfValue(text.slice(0, end), 0)).toBe(-1);
        expect(endOfValue(`${text}, 1`, 0)).toBe(text.length);
      },
    ),
  );
});

test.each([
  ["arrays", "[", "]"],
  ["objects", '{"a":', "}"],
  ["both", '[{"a":', "}]"],
])("depth costs no stack: 100,000 levels of %s, and 5 MB of them", (_, open, close) => {
  for (const levels of [100_000, Math.floor(5_000_000 / (open.length + close.length))]) {
    const text = `${open.repeat(levels)}1${close.repeat(levels)}`;
    expect([isJson(text), isJson(text.slice(0, -1)), isJson(`${text}]`)]).toEqual([true, false, false]);
  }
});
