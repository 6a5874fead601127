import { expect, test } from "vitest";
import { candidate, lineOf } from "../testing/candidate.ts";
import { poison } from "./poison.ts";
import { stillFailing } from "./still-failing.ts";

const facts = { ten: 130, agoMs: 40_000 };
const line = (...candidates: Parameters<typeof candidate>) => lineOf(stillFailing, facts, [candidate(...candidates)]);

test("others that die the same way are a warning that stops nothing", () => {
  expect(line({ n: 498, failing: [1, 2] })).toMatchObject({
    n: 498,
    tone: "bad",
    effect: "send",
    text: "others die the same way, 13 a minute over 10 min, the last 40 s ago",
  });
  expect(line({ n: 498 })).toMatchObject({ n: 0, effect: null });
});

test("an edit of poison is not what died, and an edit does not mend a downstream", () => {
  expect(line({ failing: [1], edited: true, verdict: "unknown" })).toMatchObject({
    n: 0,
    text: "what was not edited still dies, 13 a minute over 10 min, the last 40 s ago; the edit may mend it",
  });
  expect(line({ failing: [1], edited: true, verdict: "transient" })).toMatchObject({ n: 1 });
});

test("nothing is said of an empty selection", () => {
  expect(lineOf(stillFailing, facts, [])).toBeNull();
});

test("what goes back to its dead-letter queue reaches no handler", () => {
  expect(lineOf(stillFailing, facts, [candidate({ failing: [1], target: { to: "release" } })])?.n ?? 0).toBe(0);
});

test("poison counts what was not edited", () => {
  expect(
    lineOf(poison, undefined, [candidate({ verdict: "poison", n: 3 }), candidate({ verdict: "unknown", edited: true, n: 2 })]),
  ).toMatchObject({
    n: 3,
  });
});
