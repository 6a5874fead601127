import { expect, test } from "vitest";
import { everywhere } from "./rule.ts";
import { findSilence } from "./silence-match.ts";

const silence = (queues: readonly string[]) => [{ id: 1, ruleId: 3, where: { ...everywhere, queues }, principalId: 7 }];
const breaker = { ruleId: 3, places: [], groupId: null, owner: null };

test("a silence of all queues holds for what is about no queue, such as a breaker; one of some does not", () => {
  expect(findSilence(silence(["*/*"]), breaker)?.id).toBe(1);
  expect(findSilence(silence(["shop/*"]), breaker)).toBeNull();
  expect(findSilence(silence(["*/*"]), { ...breaker, ruleId: 4 })).toBeNull();
  expect(findSilence(silence(["shop/*"]), { ...breaker, places: [{ source: "shop", queue: "a" }] })?.id).toBe(1);
});
