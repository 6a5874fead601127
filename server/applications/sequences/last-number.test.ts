import { expect, test } from "vitest";
import { judgeRows, type LastRow } from "./last-number.ts";

const row = (last: string | null, at: string | null = null): LastRow => ({ last, at });
const last = (text: string | null, field: string | null = null) => {
  const found = judgeRows([row(text)], field);
  return found.state === "known" ? found.last : found.state;
};

test("a number keeps its digits, in a column and in a JSON document", () => {
  expect(last("9007199254740993")).toBe("9007199254740993");
  expect(last("5.000")).toBe("5");
  expect(last("9007199254740993", "")).toBe("9007199254740993");
  expect(last(`{"orders":{"last":9007199254740993}}`, "orders.last")).toBe("9007199254740993");
  expect(last(`{"last":"0042"}`, "last")).toBe("42");
  expect(last(`"7"`)).toBe("7");
});

test("what is no whole number is unknown, never 0", () => {
  for (const text of [null, "", "-1", "1.5", "1e3", "NaN", "9223372036854775808"]) expect(last(text)).toBe("unknown");
  for (const text of ["{}", `{"last":null}`, `{"last":-3}`, "no json"]) expect(last(text, "last")).toBe("unknown");
});

test("of several rows the highest counts, by its value and not by its text; none is absent", () => {
  expect(judgeRows([row("9", "1"), row("10", "2")], null)).toEqual({ state: "known", last: "10", at: 2 });
  expect(judgeRows([], null)).toEqual({ state: "absent" });
});
