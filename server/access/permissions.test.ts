import { expect, test } from "vitest";
import { reachOf } from "./permissions.ts";

test("a scope without places reaches everywhere: nothing is known of where it is", () => {
  expect(reachOf([])).toBe("everywhere");
  expect(reachOf("everywhere")).toBe("everywhere");
  expect(reachOf([{ source: "shop", queue: "a" }])).toEqual([{ source: "shop", queue: "a" }]);
});
