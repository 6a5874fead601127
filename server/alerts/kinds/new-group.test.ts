import { expect, test } from "vitest";
import { at, deep, factsOf, groupOf, world } from "../../testing/alert-world.ts";
import type { GroupFact } from "../facts.ts";
import type { Rule } from "../rule.ts";
import { alertEnded } from "../words.ts";

const rule: Rule = { ...deep, kind: "new_group", params: { hours: 1 }, per: "group", forSeconds: 0, keepSeconds: 0, steps: [] };

test.each<[string, Partial<GroupFact>, string]>([
  ["its time is over", {}, "Error 1 is no longer new: it was found at least 1 h ago. 99 dead letters of it still wait."],
  ["it is triaged", { triage: "acknowledged" }, "Somebody takes care of Error 1, or nothing of it is dead any more."],
])("a new failure says how it ended where %s", (_, of, ended) => {
  const { turn, rows } = world([rule]);
  turn(factsOf(at(0), [groupOf(1, { dead: 99, foundAt: at(0) })]));
  turn(factsOf(at(60), [groupOf(1, { dead: 99, foundAt: at(0), ...of })]));
  expect(rows()[0]?.state).toBe("resolved");
  expect(alertEnded({ rule, facts: rows()[0]?.facts ?? {} }, "cleared")).toBe(ended);
});

test("one that comes back from a replay longer after it was new says that it waits", () => {
  const { turn, rows } = world([rule]);
  const of = (minute: number, dead: number, away: number) => factsOf(at(minute), [groupOf(1, { dead, away, foundAt: at(0) })]);
  turn(of(0, 5, 0));
  for (const minute of [10, 60, 130]) turn(of(minute, 0, 5));
  turn(of(140, 5, 0));
  expect(rows()[0]?.state).toBe("resolved");
  expect(alertEnded({ rule, facts: rows()[0]?.facts ?? {} }, "cleared")).toBe(
    "Error 1 is no longer new: it was found at least 1 h ago. 5 dead letters of it still wait.",
  );
});
