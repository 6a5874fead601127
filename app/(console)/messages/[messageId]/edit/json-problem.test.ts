import { expect, test } from "vitest";
import { jsonProblem } from "./json-problem";

test("a mistake is told with its line, and beneath any depth", () => {
  expect(jsonProblem('{"a":1}')).toBeNull();
  expect(jsonProblem('{\n"a":\n}')).toMatch(/^line 3: /);
  expect(jsonProblem(`${"[".repeat(100_000)}${"]".repeat(100_000)}`)).toBeNull();
  expect(jsonProblem("[".repeat(100_000))).toBe("it cannot be read");
});
