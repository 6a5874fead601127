import { globSync } from "node:fs";
import { resolve } from "node:path";
import { expect, test } from "vitest";
import type { Check } from "./check.ts";
import { checks } from "./checks.ts";

test("every check that a file of this folder exports is asked, and no two have one code", async () => {
  const files = globSync("server/checks/*.ts", { exclude: ["**/*.test.ts"] });
  const modules: Record<string, unknown>[] = await Promise.all(files.map((file) => import(resolve(file))));
  const isCheck = (value: unknown): value is Check => typeof value === "object" && value !== null && "judge" in value && "words" in value;
  const found = modules.flatMap((exported) => Object.values(exported).filter(isCheck));
  expect(found.map(({ code }) => code).toSorted()).toEqual(checks.map(({ code }) => code).toSorted());
  expect(new Set(checks.map(({ code }) => code)).size).toBe(checks.length);
});
