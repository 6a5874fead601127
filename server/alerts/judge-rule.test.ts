import { expect, test } from "vitest";
import { at, dead, deep, factsOf, queue, world } from "../testing/alert-world.ts";
import { everywhere, type Rule } from "./rule.ts";
import { alertEnded } from "./words.ts";

const quick = { forSeconds: 0, keepSeconds: 60, steps: [] };
const depth: Rule = { ...deep, ...quick };
const blind: Rule = { ...deep, ...quick, kind: "collector_blind", params: {}, per: "source" };
const unread = { ...queue, blindSince: at(0) };

test.each<[string, Rule, string]>([
  ["a queue", depth, "Redrive does not watch orders.dlq any more, or this rule does not look at it."],
  ["a source", blind, "Redrive does not watch shop any more, or this rule does not look at it."],
])("%s that is watched no more ends its alert at once, and nobody is told that all is well there", (_, rule, ended) => {
  const { turn, rows, told } = world([rule]);
  turn(factsOf(at(0), dead(20), [unread]));
  turn(factsOf(at(1), [], []));
  expect(told()).toEqual(["fired", "resolved"]);
  expect(alertEnded({ rule, facts: rows()[0]?.facts ?? {} }, "cleared")).toBe(ended);
});

test("what is muted or looked at no more by a changed rule says so, and what is over says that", () => {
  const { turn, rows, told } = world([{ ...depth, per: "group" }]);
  const [group] = dead(20);
  if (!group) throw new Error("no group");
  turn(factsOf(at(0), [group]));
  turn(factsOf(at(1), [{ ...group, triage: "muted", mutedUntil: at(100) }]));
  expect(told()).toEqual(["fired", "resolved"]);
  expect(alertEnded({ rule: depth, facts: rows()[0]?.facts ?? {} }, "cleared")).toContain("does not look at it");

  const changed = world([depth]);
  changed.turn(factsOf(at(0), dead(20)));
  changed.rules([{ ...depth, where: { ...everywhere, except: ["shop/orders.*"] } }]);
  changed.turn(factsOf(at(1), dead(20)));
  expect(changed.told()).toEqual(["fired", "resolved"]);

  const over = world([depth]);
  over.turn(factsOf(at(0), dead(20)));
  over.turn(factsOf(at(1), []));
  expect(over.rows()[0]?.state).toBe("recovering");
  over.turn(factsOf(at(3), []));
  expect(alertEnded({ rule: depth, facts: over.rows()[0]?.facts ?? {} }, "cleared")).toBe(
    "orders.dlq has fewer dead letters than its limit again.",
  );
});
