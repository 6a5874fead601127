import { expect, test } from "vitest";
import { ruleInput } from "../config/alerts.ts";
import { describeKinds } from "./describe-kinds.ts";

test("every number of every kind is described, with what it may be", () => {
  const kinds = describeKinds();
  expect(kinds.flatMap(({ params }) => params).filter(({ description }) => description === "")).toEqual([]);
  expect(kinds.find(({ kind }) => kind === "depth")?.params).toMatchObject([
    { key: "count", fallback: 100, mayBeNull: false, isWhole: true, least: 1 },
    { key: "recover", fallback: null, mayBeNull: true, isWhole: true, least: 1 },
  ]);
});

test("what a form begins with is a rule", () => {
  for (const { kind, pers, fallback, params } of describeKinds()) {
    const own = Object.fromEntries(params.map((param) => [param.key, param.fallback]));
    expect(ruleInput.safeParse({ kind, per: pers[0], ...fallback, ...own }).error).toBeUndefined();
  }
});
