import { expect, test } from "vitest";
import { defaultRules } from "./default-rules.ts";
import { findRuleKind, ruleKinds } from "./kinds.ts";
import type { Rule } from "./rule.ts";
import { rulesInForce } from "./rules-in-force.ts";

const of = (origin: Rule["origin"], name: string) => ({ origin, name });

test("of rules with one name redrive.yaml counts, then the page, then Redrive itself; without defaults those of Redrive rest", () => {
  const all = [of("default", "a"), of("config", "a"), of("page", "a"), of("page", "b"), of("default", "b"), of("default", "c")];
  expect(rulesInForce(all, true)).toEqual([of("config", "a"), of("page", "b"), of("default", "c")]);
  expect(rulesInForce(all, false)).toEqual([of("config", "a"), of("page", "b")]);
});

test("rules without a configuration are of kinds that exist, each with all of its parameters", () => {
  for (const { kind, params } of defaultRules) expect(Object.keys(params)).toEqual(Object.keys(findRuleKind(kind)?.shape ?? { no: kind }));
  expect(new Set(defaultRules.map(({ name }) => name)).size).toBe(defaultRules.length);
  expect(new Set(ruleKinds.map(({ kind }) => kind)).size).toBe(ruleKinds.length);
});
